# language: id
@pasal-7-ayat-2-d
Fitur: Rujukan menurut Pasal 7 ayat (2) huruf d
  Rujukan adalah identifikasi, pengumpulan informasi, dan pengalihan seseorang
  atau keluarga kepada lembaga yang layanannya lebih tepat. TKSK mengawal rujukan
  sampai bantuan benar-benar diterima oleh orang yang tepat.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan

  Aturan: Rujukan didahului identifikasi dan pengumpulan informasi

    @PGR-03 @PGR-04 @PGR-05 @S55 @S66
    Skenario konsep: Rujukan dikirim hanya setelah identifikasi dan pengumpulan informasi lengkap
      Diketahui seorang lansia 71 tahun di Bitis yang kebutuhan sandang, pangan, dan papannya tidak terpenuhi
      Dan rumahnya <kunjungan> dikunjungi
      Dan datanya <verifikasi>
      Ketika jadwal perutean dan pengiriman berjalan
      Maka rujukan ke Dinas Sosial <hasil>

      Contoh: satu langkah demi satu langkah
        | kunjungan | verifikasi                                   | hasil                |
        | belum     | belum diverifikasi                           | tertahan oleh PGR-04 |
        | sudah     | belum diverifikasi                           | tertahan oleh PGR-05 |
        | belum     | sudah dibenarkan oleh kepala desa dan RT/RW  | tertahan oleh PGR-03 |
        | sudah     | sudah dibenarkan oleh kepala desa dan RT/RW  | terkirim hari itu    |

    @PMKS-24 @S66
    Skenario: Rujukan dapat diajukan untuk keluarga, bukan hanya perorangan
      Diketahui sebuah keluarga di Putak tanpa mata pencaharian yang sudah dikunjungi dan diverifikasi
      Ketika TKSK memutuskan rujukan
      Maka kasus tercatat untuk satu keluarga
      Dan keluarga itu mendapat rujukan ke Puskesos untuk diusulkan ke DTSEN

    @KEB-08 @PGR-12 @S66
    Skenario: Rujukan menuju lembaga yang layanannya lebih spesifik dari yang dipilih semula
      Diketahui rujukan seorang penyandang disabilitas yang butuh alat bantu telah dikirim ke Dinas Sosial
      Ketika Dinas Sosial menolak karena layanan itu bukan layanannya
      Maka rujukan pengganti terbuka pada lembaga tahap berikutnya yang menyediakan alat bantu
      Dan riwayat rujukan semula tetap tersimpan

  Aturan: TKSK mengawal sampai bantuan diterima orang yang tepat

    @pasal-7-ayat-2-a @PGR-14 @S40 @S61
    Skenario: TKSK mendampingi sampai bantuan diterima orang yang tepat
      Diketahui rujukan lansia ke Dinas Sosial yang bantuannya sudah dilaporkan diserahkan
      Ketika TKSK mencatat bantuan diterima sendiri oleh klien dengan bukti foto
      Maka rujukan selesai dan bukti foto dari klien sendiri tercatat
      Dan kasus dapat ditutup setelah keberfungsian sosial diisi

    @PGR-14 @S61
    Skenario: Rujukan tidak dapat ditutup tanpa bukti penerimaan
      Diketahui rujukan lansia ke Dinas Sosial yang bantuannya sudah dilaporkan diserahkan
      Ketika TKSK mencoba menutup kasus tanpa bukti penerimaan
      Maka penutupan itu ditolak karena "PGR-14"
      Dan kasus tetap terbuka

    @PGR-14 @S61
    Skenario: Bantuan diterima orang lain membuka kembali kasus
      Diketahui rujukan lansia ke Dinas Sosial yang bantuannya sudah dilaporkan diserahkan
      Ketika TKSK mencatat bantuan diterima tetangganya
      Maka rujukan itu berstatus gagal
      Dan kasus kembali ke perutean dengan alasan tercatat

  Aturan: Antrean, diam, dan penolakan mitra tidak menghilangkan kasus

    @PGR-12 @S39
    Skenario: Mitra yang antreannya panjang digantikan mitra alternatif
      Diketahui mitra utama layanan pelatihan kerja sudah penuh
      Dan seorang penyandang disabilitas berketerampilan yang sudah dikunjungi dan diverifikasi
      Ketika TKSK memutuskan rujukan
      Maka rujukan pelatihan ditujukan ke mitra alternatif
      Dan penjelasan pemilihan menyebut mitra utama penuh

    @pasal-4-ayat-3 @PGR-12 @S39
    Skenario: Mitra yang tidak membalas sampai tenggat memicu eskalasi ke koordinator
      Diketahui rujukan lansia terkirim ke Dinas Sosial, satu-satunya mitra yang melayani
      Ketika mitra tidak menjawab selama 30 hari
      Maka mitra menerima satu pengingat setelah tenggat jawabannya lewat
      Dan koordinator menerima satu eskalasi sesudah pengingat itu
      Dan rujukan itu tetap terbuka

    @PGR-12 @S40
    Skenario: Penolakan mitra wajib disertai alasan dan mengembalikan kasus ke perutean
      Diketahui rujukan lansia terkirim ke Dinas Sosial
      Ketika mitra menolak karena klien tidak memenuhi syaratnya
      Maka alasan penolakan itu tercatat pada rujukan
      Dan kasus diputuskan lagi dan mitra itu tidak dipilih kembali

    @S40
    Skenario: Penolakan mitra tanpa alasan tidak diterima
      Diketahui rujukan lansia terkirim ke Dinas Sosial
      Ketika mitra menolak tanpa menyebut alasannya
      Maka mitra diminta mengisi alasan
      Dan rujukan itu masih menunggu jawaban mitra

    @PGR-10 @S70
    Skenario: Rujukan ganda untuk NIK dan layanan yang sama ditolak
      Diketahui rujukan lansia terkirim ke Dinas Sosial
      Ketika orang dengan NIK yang sama didaftarkan lagi
      Maka pendaftaran itu ditolak dan menunjuk kasus yang sudah ada
      Dan hanya ada satu rujukan terbuka ke Dinas Sosial

    @PGR-10 @S70
    Skenario: Kasus lama tidak dibuka kembali selama kasus lain orang itu masih berjalan
      Diketahui seorang lansia yang kasus lamanya sudah ditutup
      Dan rujukan kasus barunya sudah terkirim ke Dinas Sosial
      Ketika TKSK mencoba membuka kembali kasus lama
      Maka pembukaan itu ditolak dan menunjuk kasus yang masih berjalan
      Dan hanya ada satu rujukan terbuka ke Dinas Sosial

  Aturan: TKSK mengusulkan, bukan menyetujui

    @pasal-4-ayat-1 @PGR-02 @S71
    Skenario: TKSK tidak dapat menyetujui bantuan
      Diketahui rujukan lansia terkirim ke Dinas Sosial
      Ketika TKSK mencoba menerima rujukan atas nama mitra
      Maka tindakan itu ditolak karena "PGR-02"
      Dan rujukan itu masih menunggu jawaban mitra
