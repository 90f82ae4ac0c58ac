# language: id
Fitur: Tugas TKSK menurut Pasal 4
  TKSK membantu Kementerian Sosial dan dinas sosial di tingkat kecamatan, dengan atau
  tanpa imbalan, dikoordinasikan tiga tingkat pemerintahan, dan berkoordinasi dengan
  kecamatan.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan

  @pasal-4-ayat-1
  Aturan: Di kecamatan penugasannya

    @S02 @S22
    Skenario konsep: TKSK hanya menangani kasus di kecamatan penugasannya
      Diketahui seorang warga Kecamatan <kecamatan> yang membutuhkan bantuan
      Ketika TKSK Gelumbang mendaftarkan kasus warga itu
      Maka pendaftarannya <hasil>

      Contoh: kecamatan sendiri dan kecamatan lain
        | kecamatan | hasil                         |
        | Gelumbang | diterima                      |
        | Lembak    | ditolak karena "PGR-19"       |

    @S22
    Skenario: Kasus dari kecamatan lain dialihkan ke TKSK kecamatan tersebut
      Diketahui seorang lansia 71 tahun di Bitis yang kebutuhan sandang, pangan, dan papannya tidak terpenuhi
      Ketika klien pindah ke Kecamatan Lembak dan kasusnya dialihkan
      Maka kasus yang baru ditangani TKSK Lembak
      Dan kasus yang lama berakhir dengan menyebut kepada siapa ia dialihkan
      Dan TKSK Lembak diberi tahu

    @S71
    Skenario: TKSK membantu, tidak memutuskan bantuan
      Diketahui rujukan lansia terkirim ke Dinas Sosial
      Ketika TKSK mencoba menerima rujukan itu atas nama Dinas Sosial
      Maka rujukan itu tetap menunggu jawaban Dinas Sosial

  @pasal-4-ayat-2
  Aturan: Dengan atau tanpa imbalan

    @S03
    Skenario konsep: Sistem tidak mensyaratkan honorarium untuk menugaskan TKSK
      Diketahui seorang calon yang memenuhi syarat Pasal 9 dengan honorarium <honorarium>
      Ketika koordinator mengangkat calon itu di Kecamatan Semende Darat Laut
      Maka calon itu bertugas
      Dan honorariumnya tercatat "<honorarium>"

      Contoh: ada, tidak ada, atau tidak diketahui
        | honorarium    |
        | tidak dicatat |
        | tidak ada     |
        | ada           |

  @pasal-4-ayat-3
  Aturan: Dikoordinasikan tiga tingkat

    @S04
    Skenario: Koordinator tingkat kabupaten, provinsi, dan pusat terbaca pada penugasan TKSK
      Diketahui koordinator "dinsos-me" terdaftar untuk "16.03"
      Dan koordinator "dinsos-sumsel" terdaftar untuk "16"
      Ketika penugasan TKSK Gelumbang dibuka
      Maka koordinatornya adalah "dinsos-me" di kabupaten, "dinsos-sumsel" di provinsi, dan belum terdaftar di pusat

  @pasal-4-ayat-4
  Aturan: Berkoordinasi dengan kecamatan

    @S05
    Skenario: Rekap bulanan kasus dikirim ke kecamatan sebagai bahan koordinasi
      Diketahui pada September 2026 satu kasus lansia dirujuk dan satu kasus tertutup didaftarkan
      Ketika putaran bulanan berjalan pada awal Oktober 2026
      Maka Kecamatan Gelumbang menerima rekap September 2026 dengan 2 kasus baru dan 1 rujukan terkirim
      Dan rekap itu tidak memuat nama, jenis masalah, desa, atau kode kasus
      Dan putaran bulanan hari berikutnya tidak mengirim rekap itu lagi

  @pasal-4-sinergi
  Aturan: Bersinergi dengan program pembangunan lain

    @S06
    Skenario: Rujukan ke program pembangunan di luar bidang sosial tetap diperbolehkan
      Diketahui mitra "PERKIM-ME" dari dinas perumahan
      Dan seorang lansia di Putak yang rumahnya tidak layak huni, sudah dikunjungi dan diverifikasi
      Ketika jadwal perutean dan pengiriman berjalan
      Maka rujukannya terkirim ke "PERKIM-ME"
