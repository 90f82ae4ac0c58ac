# language: id
@pasal-7-ayat-2-a
Fitur: Pendampingan menurut Pasal 7 ayat (2) huruf a
  TKSK mendatangi rumah klien sebelum mengusulkan bantuan. Kunjungan yang tertunda
  tetap dicatat bersama kendalanya, supaya terlihat mengapa kasus belum maju.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan
    Dan seorang lansia 71 tahun di Bitis yang kebutuhan sandang, pangan, dan papannya tidak terpenuhi

  Aturan: Usulan menunggu kunjungan rumah

    @PGR-04 @S55 @S61
    Skenario: Kunjungan rumah wajib sebelum usulan bantuan diajukan
      Diketahui datanya sudah dibenarkan oleh kepala desa dan RT/RW
      Ketika jadwal perutean dan pengiriman berjalan
      Maka rujukan ke Dinas Sosial tertahan oleh PGR-04
      Dan daftar kerja TKSK meminta kunjungan karena "belum dikunjungi"

    @PGR-04 @S55 @S61
    Skenario: Usulan bantuan berangkat sesudah rumahnya dikunjungi
      Diketahui rumahnya sudah dikunjungi
      Dan datanya sudah dibenarkan oleh kepala desa dan RT/RW
      Ketika jadwal perutean dan pengiriman berjalan
      Maka rujukan ke Dinas Sosial terkirim hari itu

    @PGR-03 @PGR-04 @S54
    Skenario: Kasus tanpa hasil kunjungan rumah tertahan di tahap terdata
      Diketahui kunjungan rumahnya tertunda karena "klien sedang di kebun"
      Ketika jadwal perutean dan pengiriman berjalan
      Maka kasus itu sudah terdata, tetapi belum terverifikasi dan belum dirutekan
      Dan tidak ada usulan yang terkirim

  Aturan: Kendala kunjungan menjadi catatan

    @S44 @S54
    Skenario: Kendala transportasi dicatat pada kunjungan yang tertunda
      Ketika TKSK mencatat kunjungan tertunda karena "jalan putus dan tidak ada perahu"
      Maka kendala itu tersimpan bersama nama pos dan waktu kunjungannya
      Dan daftar kerja TKSK meminta kunjungan karena "kunjungan tertunda"

    @S44
    Skenario: Kunjungan tertunda tanpa kendala tidak dapat dicatat
      Ketika TKSK mencatat kunjungan tertunda karena ""
      Maka TKSK diminta menyebut kendalanya
      Dan tidak ada kunjungan yang tercatat

  Aturan: Satu TKSK tidak dibiarkan sendiri

    @PGR-16 @S30 @S47
    Skenario konsep: Beban kasus pendamping melebihi batas menampilkan peringatan
      Diketahui TKSK Gelumbang mendampingi <jumlah> kasus
      Ketika satu kasus lagi didaftarkan
      Maka peringatan beban <peringatan> pada pendaftaran dan pada daftar kerja

      Contoh: batas bawaan 40 kasus
        | jumlah | peringatan |
        | 39     | tidak ada  |
        | 40     | tampil     |

    @PGR-16 @S49 @S73
    Skenario konsep: Kasus berlebih ditawarkan kepada PSM atau karang taruna setempat
      Diketahui TKSK Gelumbang mendampingi 41 kasus, dan di Bitis ada PSM dan Karang Taruna
      Ketika TKSK menawarkan kasus lansia itu kepada <penolong>, dan penolong itu bersedia
      Maka <penolong> dapat mencatat kunjungan pada kasus itu
      Dan kasus itu tetap milik TKSK Gelumbang
      Dan beban TKSK Gelumbang kembali dalam batas

      Contoh: penolong setempat
        | penolong            |
        | PSM-BITIS           |
        | KARANG-TARUNA-BITIS |

    @PGR-16 @S49
    Skenario: Kasus tertutup tidak ditawarkan kepada PSM atau karang taruna
      Diketahui TKSK Gelumbang mendampingi 41 kasus, dan di Bitis ada PSM dan Karang Taruna
      Dan seorang korban kekerasan di Bitis yang ditangani tertutup
      Ketika TKSK mencari penolong untuk kasus tertutup itu
      Maka yang dapat ditanya hanya TKSK tetangga
