# language: id
@pasal-7-ayat-2-c
Fitur: Kemitraan menurut Pasal 7 ayat (2) huruf c
  TKSK menghubungkan klien dengan dinas, layanan kesehatan, balai latihan, dan
  perusahaan. Perusahaan hanya dilibatkan selama perjanjiannya berlaku.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan

  Aturan: Perusahaan dilibatkan selama perjanjiannya berlaku

    @KEB-17 @PGR-13 @S41
    Skenario konsep: Mitra perusahaan tidak dapat dipilih sebelum ada perjanjian aktif
      Diketahui sebuah perusahaan di direktori yang perjanjiannya <perjanjian>
      Dan seorang pencari kerja yang sudah dikunjungi dan diverifikasi
      Ketika jadwal perutean dan pengiriman berjalan
      Maka rujukan kemitraan perusahaan <hasil>

      Contoh: sebelum dan sesudah perjanjian
        | perjanjian                 | hasil                        |
        | belum ada                  | menunggu dicarikan mitra     |
        | baru berlaku besok         | menunggu dicarikan mitra     |
        | berlaku sejak hari ini     | terkirim ke perusahaan itu   |

    @KEB-17 @PGR-13 @S41
    Skenario: Perjanjian perusahaan yang berakhir menonaktifkan rute ke perusahaan itu
      Diketahui sebuah perusahaan di direktori yang perjanjiannya berakhir 30 hari lagi
      Dan seorang pencari kerja yang sudah dirujuk ke perusahaan itu
      Ketika 31 hari kemudian pencari kerja lain diputuskan
      Maka rujukan kemitraan perusahaan menunggu dicarikan mitra
      Dan rujukan orang pertama ke perusahaan itu tetap berjalan

    @S41
    Skenario konsep: Koordinator diingatkan sebelum perjanjian perusahaan berakhir
      Diketahui sebuah perusahaan di direktori yang perjanjiannya berakhir <sisa> hari lagi
      Ketika jadwal pengingat perjanjian berjalan dua kali
      Maka koordinator menerima <pesan> pengingat perjanjian perusahaan itu

      Contoh: batas bawaan 60 hari
        | sisa | pesan     |
        | 61   | tidak ada |
        | 60   | satu      |
        | 1    | satu      |

  Aturan: Puskesmas didatangi sebelum rumah sakit

    @KEB-04 @S42
    Skenario: Pemegang KIS aktif diarahkan ke puskesmas sebelum rumah sakit
      Diketahui seorang pemegang KIS aktif yang butuh dirawat, sudah dikunjungi dan diverifikasi
      Ketika jadwal perutean dan pengiriman berjalan
      Maka rujukan ke puskesmas terkirim
      Dan rujukan ke rumah sakit baru berangkat setelah puskesmas selesai

  Aturan: Keterampilan diarahkan ke pelatihan

    @KEB-07 @S65
    Skenario: Warga berketerampilan dengan keterbelakangan mental diarahkan ke pelatihan
      Diketahui warga berketerampilan dengan keterbelakangan mental yang sudah dikunjungi dan diverifikasi
      Ketika jadwal perutean dan pengiriman berjalan
      Maka rujukan pelatihan kerja terkirim ke balai latihan

    @KEB-07 @S65
    Skenario: Bila pelatihan tidak tersedia maka data akurat dikirim ke Dinas Sosial
      Diketahui warga berketerampilan dengan keterbelakangan mental di daerah tanpa pelatihan
      Ketika jadwal perutean dan pengiriman berjalan
      Maka rujukan penyampaian data akurat terkirim ke Dinas Sosial

  Aturan: Jadwal yang bergeser tetap terlihat

    @PGR-12 @S43
    Skenario: Jadwal mitra tidak cocok maka rujukan dijadwalkan ulang tanpa kehilangan jejak
      Diketahui rujukan lansia terkirim ke Dinas Sosial
      Dan mitra menjanjikan giliran tujuh hari lagi
      Ketika mitra menggeser giliran itu tujuh hari lagi
      Maka rujukan yang sama tetap terbuka dengan giliran yang baru
      Dan kedua tanggal itu ada dalam riwayatnya
      Dan TKSK diberi tahu bila giliran yang baru pun lewat

    @PGR-12 @S39 @S43
    Skenario: Antrean di mitra bergeser maju setiap kali satu orang dilayani
      Diketahui tiga lansia antre di Dinas Sosial
      Ketika Dinas Sosial melayani yang pertama
      Maka dua lansia lainnya maju satu nomor
      Dan pergeseran itu ada dalam riwayat mereka
