# language: id
@pasal-7-ayat-2-b
Fitur: Bimbingan sosial, penyuluhan, dan pembinaan menurut Pasal 7 ayat (2) huruf b
  Penyuluhan seharusnya diadakan paling sedikit sekali sebulan, dan TKSK mengikuti
  pembinaan setiap bulan. Yang tidak terjadi terlihat oleh koordinator tanpa ditanya.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan

  Aturan: Penyuluhan setiap bulan

    @S31
    Skenario konsep: Penyuluhan tercatat minimal satu kali dalam sebulan
      Diketahui pada September 2026 TKSK <kegiatan>
      Ketika koordinator membuka daftar kegiatan yang kurang pada September 2026
      Maka penyuluhan di Kecamatan Gelumbang <hasil>

      Contoh: hanya yang terlaksana terhitung
        | kegiatan                                          | hasil                     |
        | melaksanakan penyuluhan di kecamatan              | tidak terdaftar kurang    |
        | melaksanakan penyuluhan di Bitis                  | tidak terdaftar kurang    |
        | merencanakan penyuluhan untuk akhir bulan         | terdaftar kurang 0 dari 1 |
        | membatalkan rencana penyuluhan karena hujan lebat | terdaftar kurang 0 dari 1 |
        | melaksanakan koordinasi dengan kecamatan          | terdaftar kurang 0 dari 1 |

    @S31
    Skenario: Bulan tanpa penyuluhan menimbulkan peringatan kepada koordinator
      Diketahui bulan September 2026 lewat tanpa penyuluhan di Kecamatan Gelumbang
      Ketika putaran bulanan berjalan pada 1 Oktober 2026
      Maka koordinator menerima satu peringatan penyuluhan Kecamatan Gelumbang untuk September 2026
      Dan peringatan itu ada di daftar kerja koordinator
      Dan putaran bulanan hari berikutnya tidak mengulang peringatan itu

    @S31
    Skenario: TKSK diingatkan sebelum bulannya habis
      Diketahui belum ada penyuluhan di Kecamatan Gelumbang sampai 25 September 2026
      Ketika putaran bulanan berjalan pada 25 September 2026
      Maka TKSK Gelumbang diingatkan tentang penyuluhan bulan September 2026
      Dan koordinator belum diberi tahu

    @S31
    Skenario: Kabupaten yang menghitung penyuluhan per desa melihat desa yang terlewat
      Diketahui salinan paket aturan bawaan di folder koordinator
      Dan paket itu menghitung penyuluhan per desa
      Dan pada September 2026 TKSK melaksanakan penyuluhan di Bitis
      Ketika koordinator membuka daftar kegiatan yang kurang pada September 2026
      Maka 22 desa lain di Gelumbang terdaftar kurang, dan Bitis tidak

  Aturan: Bidang bimbingan

    @S27
    Skenario konsep: Bimbingan mencantumkan bidang agama, pendidikan, ekonomi, politik, hukum, atau kesehatan
      Diketahui catatan bimbingan dengan bidang <bidang>
      Ketika TKSK mencatat bimbingan itu
      Maka bimbingan itu <hasil>

      Contoh: enam bidang, dan tanpa bidang
        | bidang        | hasil                       |
        | agama         | tersimpan                   |
        | pendidikan    | tersimpan                   |
        | ekonomi       | tersimpan                   |
        | politik       | tersimpan                   |
        | hukum         | tersimpan                   |
        | kesehatan     | tersimpan                   |
        | tidak disebut | ditolak pada isian "bidang" |

    @S64 @KEB-01
    Skenario: Warga tanpa dokumen kependudukan dibantu ke Disdukcapil
      Diketahui seorang lansia di Bitis tanpa NIK, sudah dikunjungi dan diverifikasi
      Ketika jadwal perutean dan pengiriman berjalan
      Maka rujukannya terkirim ke Disdukcapil dengan bentuk "pendampingan"

  Aturan: Pembinaan TKSK

    @S72
    Skenario konsep: Pembinaan TKSK setiap bulan tercatat kehadirannya
      Diketahui pembinaan Dinas Sosial pada September 2026 yang <kehadiran>
      Ketika TKSK mencatat pembinaan itu
      Maka pembinaan September 2026 <hasil>

      Contoh: hadir, tidak hadir, atau tidak disebut
        | kehadiran                               | hasil                          |
        | dihadiri TKSK                           | tercatat hadir                 |
        | tidak dihadiri karena jalan terputus    | tercatat tidak hadir           |
        | tidak dihadiri tanpa alasan             | ditolak pada isian "kendala"   |
        | tidak disebut kehadirannya              | ditolak pada isian "kehadiran" |

    @S72
    Skenario: Bulan tanpa catatan pembinaan menimbulkan peringatan kepada koordinator
      Diketahui bulan September 2026 lewat tanpa catatan pembinaan TKSK Gelumbang
      Ketika putaran bulanan berjalan pada 1 Oktober 2026
      Maka koordinator menerima satu peringatan pembinaan Kecamatan Gelumbang untuk September 2026
