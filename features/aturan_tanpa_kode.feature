# language: id
@pasal-8-ayat-2-b
Fitur: Koordinator mengubah aturan tanpa program
  Aturan ditulis koordinator dalam berkas biasa. Yang baru berlaku sejak dibuka;
  keputusan lama tetap dapat dibaca bersama aturan yang dipakai waktu itu.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan
    Dan salinan paket aturan bawaan di folder koordinator

  Aturan: Perubahan hanya berlaku ke depan

    @PGR-20
    Skenario: Aturan baru berlaku untuk kasus baru dan tidak mengubah keputusan lama
      Diketahui kasus seorang lansia 71 tahun sudah diputuskan dengan urgensi "P2"
      Dan koordinator mengubah "urgensi: P2" menjadi "urgensi: P1" pada aturan lansia terlantar
      Ketika kasus lansia lain diputuskan
      Maka rujukan kasus baru itu berurgensi "P1"
      Dan rujukan kasus lama tetap berurgensi "P2"
      Dan keputusan lama memberi jawaban yang sama bila diputar ulang
      Dan kedua keputusan menyebut sidik paket yang berbeda

    @uu-27-2022 @PGR-20 @S74
    Skenario: Jejak keputusan menunjukkan versi aturan yang dipakai
      Diketahui koordinator mengubah 'versi: "1.0"' menjadi 'versi: "1.1"' pada kepala paket
      Ketika kasus lansia lain diputuskan
      Maka jejak keputusan menyebut versi "1.1" dan sidik paket itu
      Dan auditor membaca aturan "PMKS-08" beserta sidik paketnya tanpa nama klien
      Dan isi lengkap paket tersimpan bersama keputusan

  Aturan: Aturan diterbitkan sebagai versi

    @PGR-20
    Skenario: Versi yang diterbitkan berlaku mulai tanggalnya
      Diketahui koordinator mengubah "urgensi: P2" menjadi "urgensi: P1" pada aturan lansia terlantar
      Dan koordinator menerbitkan folder itu mulai 1 Oktober 2026 karena "Keputusan rapat koordinasi"
      Dan kasus seorang lansia 71 tahun sudah diputuskan dengan urgensi "P2"
      Ketika kasus lansia lain diputuskan pada 1 Oktober 2026
      Maka rujukan kasus baru itu berurgensi "P1"
      Dan keputusan lama memberi jawaban yang sama bila diputar ulang
      Dan jejak audit mencatat koordinator, alasan "Keputusan rapat koordinasi", dan sidik versi 1

    @PGR-20
    Skenario: Kembali ke versi lama adalah versi baru dengan isi lama
      Diketahui koordinator menerbitkan folder itu mulai 2 September 2026 karena "Versi pertama"
      Dan koordinator mengubah "urgensi: P2" menjadi "urgensi: P1" pada aturan lansia terlantar
      Dan koordinator menerbitkan folder itu mulai 2 September 2026 karena "Percobaan"
      Ketika koordinator kembali ke versi 1 karena "Percobaan selesai"
      Maka versi yang berlaku adalah versi 3 dengan isi versi 1
      Dan ketiga versi tetap dapat dibaca

    @PGR-20
    Skenario: Aturan yang contohnya gagal tidak dapat diterbitkan
      Diketahui koordinator mengubah "fakta: {usia: 60, terlantar_psikis_sosial: ya}, hasil: cocok" menjadi "fakta: {usia: 59, terlantar_psikis_sosial: ya}, hasil: cocok" pada aturan lansia terlantar
      Ketika koordinator mencoba menerbitkan folder itu
      Maka penerbitan ditolak karena contoh "Batas bawah usia 60 tahun" tidak sesuai
      Dan tidak ada versi yang tercatat

    @PGR-20
    Skenario: Paket kabupaten menyatakan setiap perbedaan dengan alasan
      Diketahui paket kabupaten yang mengubah urgensi "PMKS-08" menjadi "P1" karena "Dikunjungi pekan itu juga"
      Dan koordinator menerbitkan paket kabupaten itu
      Ketika kasus lansia lain diputuskan pada 2 September 2026
      Maka rujukan kasus baru itu berurgensi "P1"
      Dan paket pada keputusan itu menyebut alasan "Dikunjungi pekan itu juga" dan paket yang diperluas

  Aturan: Aturan yang salah tidak pernah dipakai

    @PGR-20
    Skenario: Aturan yang merujuk mitra tidak dikenal ditolak saat dimuat
      Diketahui koordinator mengubah "mitra: DINSOS_KAB" menjadi "mitra: DINSOS_KABB" pada aturan lansia terlantar
      Ketika paket aturan dimuat
      Maka paket ditolak karena "jenis mitra 'DINSOS_KABB' tidak dikenal"
      Dan koordinator diberi saran "mungkin maksud Anda 'DINSOS_KAB'"
      Dan letak kesalahannya disebut sampai baris

    @PGR-20
    Skenario: Aturan tanpa sumber ditolak saat dimuat
      Diketahui koordinator mengubah "    sumber: [seed:L429, found:PSLU, found:TASIK, found:SPM, umum]" menjadi "    sumber: []" pada aturan lansia terlantar
      Ketika paket aturan dimuat
      Maka paket ditolak karena "aturan PMKS-08 belum menyebut sumber"
      Dan letak kesalahannya disebut sampai baris

  Aturan: Benturan tidak diputus diam-diam

    @PGR-07 @PMKS-08 @PMKS-09 @S70
    Skenario: Dua aturan berbenturan diselesaikan menurut prioritas dan dicatat
      Diketahui seorang lansia penyandang disabilitas yang cocok dengan "PMKS-08" berurgensi P2 dan "PMKS-09" berurgensi P3
      Ketika kasusnya diputuskan
      Maka kedua aturan menjadi satu rujukan berurgensi "P2"
      Dan rujukan itu mencatat kedua aturan, "PMKS-08" lebih dahulu
      Dan jejak keputusan menyimpan usul kedua aturan beserta urgensinya masing-masing
