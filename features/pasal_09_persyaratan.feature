# language: id
Fitur: Persyaratan untuk menjadi TKSK menurut Pasal 9
  Syarat diperiksa pada hari pengangkatan, dan setiap kekurangan disebut sekaligus. Sesudah
  diangkat, usia yang lewat batas hanya menimbulkan peringatan: naskah yang terbaca
  menyebutnya syarat untuk menjadi TKSK, bukan alasan berhenti.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan
    Dan seorang calon TKSK Semende Darat Laut yang memenuhi semua syarat

  @pasal-9-angka-1
  Aturan: Usia 20 sampai 35 tahun

    @S14
    Skenario konsep: Calon berusia 20 tahun diterima dan 19 tahun ditolak
      Diketahui calon itu lahir <tanggal lahir>
      Ketika koordinator mengangkat calon itu
      Maka pengangkatan itu <hasil>

      Contoh: batas bawah pada hari pengangkatan
        | tanggal lahir    | hasil                                                      |
        | 2 September 2006 | diterima                                                   |
        | 3 September 2006 | ditolak karena "berusia 19 tahun, paling rendah 20 tahun"  |

    @S14
    Skenario konsep: Calon berusia 35 tahun diterima dan 36 tahun ditolak
      Diketahui calon itu lahir <tanggal lahir>
      Ketika koordinator mengangkat calon itu
      Maka pengangkatan itu <hasil>

      Contoh: batas atas pada hari pengangkatan
        | tanggal lahir    | hasil                                                      |
        | 3 September 1990 | diterima                                                   |
        | 2 September 1990 | ditolak karena "berusia 36 tahun, paling tinggi 35 tahun"  |

    @S14
    Skenario: TKSK aktif yang melewati 35 tahun hanya menimbulkan peringatan
      Diketahui calon itu lahir 3 September 1990
      Dan calon itu sudah diangkat menjadi TKSK
      Ketika ulang tahunnya yang ke-36 tiba
      Maka koordinator membaca peringatan "berusia 36 tahun, lewat batas pengangkatan 35 tahun"
      Dan penugasannya tetap berlaku

  @pasal-9-angka-2
  Aturan: Bukan pejabat publik

    @S15
    Skenario konsep: Calon PNS, TNI, Polri, atau anggota legislatif ditolak
      Diketahui calon itu memegang jabatan <jabatan>
      Ketika koordinator mengangkat calon itu
      Maka pengangkatan itu ditolak karena "bukan PNS, TNI, Polri, atau anggota legislatif; tercatat: <jabatan>"

      Contoh: keempat jabatan
        | jabatan    |
        | pns        |
        | tni        |
        | polri      |
        | legislatif |

  @pasal-9-angka-3
  Aturan: Orang kecamatan itu sendiri

    @S16
    Skenario: Domisili tanpa KTP setempat tetap memenuhi syarat
      Diketahui calon itu berdomisili di sana tanpa KTP setempat
      Ketika koordinator mengangkat calon itu
      Maka pengangkatan itu diterima

    @S16
    Skenario: KTP setempat tanpa domisili tetap memenuhi syarat
      Diketahui calon itu ber-KTP setempat tanpa berdomisili di sana
      Ketika koordinator mengangkat calon itu
      Maka pengangkatan itu diterima

    @S16
    Skenario: Calon tanpa domisili dan tanpa KTP setempat ditolak
      Diketahui calon itu tidak berdomisili di sana dan tidak ber-KTP setempat
      Ketika koordinator mengangkat calon itu
      Maka pengangkatan itu ditolak karena "berdomisili dan/atau ber-KTP di kecamatan penugasan"

  Aturan: Cakap, sehat, dan berasal dari masyarakat

    @pasal-9-angka-4 @S17
    Skenario konsep: Calon dengan ijazah di bawah SMA ditolak
      Diketahui calon itu berijazah <ijazah>
      Ketika koordinator mengangkat calon itu
      Maka pengangkatan itu <hasil>

      Contoh: di kedua sisi batas
        | ijazah | hasil                                                            |
        | SD     | ditolak karena "paling rendah SMA atau setara; tercatat: SD"     |
        | SMP    | ditolak karena "paling rendah SMA atau setara; tercatat: SMP"    |
        | SMA    | diterima                                                         |
        | S1     | diterima                                                         |

    @pasal-9-angka-7 @S20
    Skenario: Calon yang bukan dari PSM maupun karang taruna ditolak
      Diketahui calon itu bukan dari PSM maupun Karang Taruna
      Ketika koordinator mengangkat calon itu
      Maka pengangkatan itu ditolak karena "berasal dari PSM dan/atau Karang Taruna"

    @pasal-9-angka-5 @pasal-9-angka-6 @pasal-9-angka-8 @S18 @S19 @S21
    Skenario konsep: Calon tanpa bukti yang disyaratkan ditolak
      Diketahui calon itu tanpa <bukti>
      Ketika koordinator mengangkat calon itu
      Maka pengangkatan itu ditolak karena "<alasan>"

      Contoh: tiga bukti
        | bukti              | alasan                                   |
        | surat sehat        | surat sehat jasmani dan rohani belum ada |
        | SKCK               | SKCK belum ada                           |
        | kemampuan komputer | belum terbukti mampu memakai komputer    |

    @pasal-9-angka-1 @pasal-9-angka-4 @pasal-9-angka-6 @S14 @S17 @S19
    Skenario: Semua kekurangan calon disebut sekaligus
      Diketahui calon itu lahir 1 Januari 1980
      Dan calon itu berijazah SD
      Dan calon itu tanpa SKCK
      Ketika koordinator mengangkat calon itu
      Maka koordinator membaca kekurangan pada "usia, pendidikan, kelakuan_baik"
      Dan tidak ada TKSK baru yang tercatat
