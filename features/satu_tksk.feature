# language: id
@pasal-4-ayat-1
Fitur: Satu TKSK per kecamatan
  Setiap kecamatan punya satu TKSK. Pengisian jabatan yang kosong memakan waktu lama
  (satu SOP provinsi menyebut 236 hari kerja), sehingga kecamatan yang kosong mendapat
  pengganti sementara dan kasusnya tidak menunggu.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan

  Aturan: Tidak pernah dua

    @S23
    Skenario: Kecamatan yang sudah memiliki TKSK aktif menolak penugasan kedua
      Diketahui seorang calon yang memenuhi syarat Pasal 9
      Ketika koordinator mengangkat calon itu untuk Kecamatan Gelumbang
      Maka penugasan itu ditolak karena "Kecamatan Gelumbang sudah punya TKSK aktif: tksk-gelumbang"
      Dan TKSK Gelumbang tetap satu orang

    @S23
    Skenario: Seorang TKSK tidak diangkat untuk kecamatan kedua
      Diketahui seorang calon yang memenuhi syarat Pasal 9
      Ketika koordinator mengangkat TKSK Lembak juga untuk Kecamatan Semende Darat Laut
      Maka penugasan itu ditolak karena "tksk-kelekar masih bertugas di Kecamatan Lembak"

  Aturan: Kekosongan diisi pengganti

    @S23
    Skenario konsep: Kecamatan tanpa TKSK mendapat pengganti sementara dan tercatat
      Diketahui TKSK Gelumbang berhenti dan meninggalkan satu kasus terbuka
      Ketika koordinator menunjuk <pengganti> untuk Kecamatan Gelumbang
      Maka kasus itu ditangani <pengganti>
      Dan penggantian itu tercatat sebagai "<cara>" sejak hari ini
      Dan Kecamatan Gelumbang diberi tahu siapa penggantinya

      Contoh: dua macam pengganti
        | pengganti      | cara          |
        | plt-gelumbang  | plt           |
        | tksk-kelekar   | tksk tetangga |

    @S23
    Skenario: Kekosongan tidak didiamkan
      Diketahui seorang lansia 71 tahun di Bitis yang kebutuhan sandang, pangan, dan papannya tidak terpenuhi
      Ketika TKSK Gelumbang mengundurkan diri
      Maka koordinator melihat Kecamatan Gelumbang kosong dengan 1 kasus terbuka
      Dan TKSK yang berhenti tidak dapat lagi membuka kasus itu

    @S23
    Skenario: Pengganti berhenti begitu TKSK definitif bertugas
      Diketahui Kecamatan Gelumbang ditangani plt-gelumbang dengan satu kasus terbuka
      Dan seorang calon yang memenuhi syarat Pasal 9
      Ketika koordinator mengangkat calon itu untuk Kecamatan Gelumbang
      Maka kasus itu ditangani tksk-baru
      Dan penggantian oleh plt-gelumbang berakhir hari ini
