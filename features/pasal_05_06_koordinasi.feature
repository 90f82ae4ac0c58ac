# language: id
@pasal-5
Fitur: Fungsi TKSK dan bentuk koordinasi menurut Pasal 5 dan 6
  TKSK berfungsi melakukan koordinasi, fasilitasi, dan administrasi. Koordinasi adalah
  sinkronisasi dan harmonisasi dengan Dinas Sosial, perangkat kecamatan, tokoh masyarakat,
  dan/atau PSKS, sehingga catatannya menyebut bentuk dan dengan siapa.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan

  Aturan: Tiga fungsi, tidak ada yang keempat

    @S07
    Skenario konsep: Setiap kegiatan TKSK tercatat sebagai koordinasi, fasilitasi, atau administrasi
      Diketahui catatan kegiatan <fungsi> dengan bentuk <bentuk>
      Ketika TKSK mencatat kegiatan itu
      Maka kegiatan itu terhitung sebagai <fungsi> pada bulan September 2026
      Dan tidak terhitung pada fungsi lain

      Contoh: satu kegiatan setiap fungsi
        | fungsi       | bentuk              |
        | koordinasi   | menyamakan_persepsi |
        | fasilitasi   | pendampingan        |
        | administrasi | pemetaan_sosial     |

    @S07
    Skenario konsep: Kegiatan dengan bentuk milik fungsi lain ditolak
      Diketahui catatan kegiatan <fungsi> dengan bentuk <bentuk>
      Ketika TKSK mencatat kegiatan itu
      Maka kegiatan itu ditolak pada isian "bentuk" karena "'<bentuk>' bukan bentuk <fungsi> (<pasal>)"

      Contoh: bentuk yang tertukar
        | fungsi       | bentuk            | pasal            |
        | koordinasi   | rujukan           | Pasal 6 ayat (2) |
        | fasilitasi   | pencatatan        | Pasal 7 ayat (2) |
        | administrasi | memberi_informasi | Pasal 8 ayat (2) |

  Aturan: Koordinasi berbentuk dan bermitra

    @pasal-6-ayat-2 @S09
    Skenario konsep: Catatan koordinasi memuat minimal satu bentuk dari tiga bentuk Pasal 6 ayat 2
      Diketahui catatan koordinasi dengan perangkat kecamatan yang bentuknya <bentuk>
      Ketika TKSK mencatat kegiatan itu
      Maka catatan koordinasi itu <hasil>

      Contoh: ketiga bentuk, dan tanpa bentuk
        | bentuk                                   | hasil                     |
        | memberi_informasi                        | tersimpan                 |
        | menyamakan_persepsi                      | tersimpan                 |
        | membangun_kesepakatan                    | tersimpan                 |
        | memberi_informasi, membangun_kesepakatan | tersimpan                 |
        | tidak disebut                            | ditolak pada isian bentuk |

    @pasal-6-ayat-1 @S08
    Skenario: Catatan koordinasi tanpa mitra ditolak
      Diketahui catatan koordinasi yang tidak menyebut dengan siapa
      Ketika TKSK mencatat kegiatan itu
      Maka kegiatan itu ditolak pada isian "dengan" karena "koordinasi harus menyebut dengan siapa (Pasal 6 ayat (1))"
      Dan tidak ada kegiatan yang tersimpan

    @pasal-6-ayat-1 @S08
    Skenario konsep: Koordinasi dengan setiap pihak Pasal 6 ayat 1 dapat dicatat
      Diketahui catatan koordinasi dengan <pihak>
      Ketika TKSK mencatat kegiatan itu
      Maka catatan koordinasi itu tersimpan

      Contoh: pihak yang disebut regulasi
        | pihak               |
        | dinsos_kabupaten    |
        | perangkat_kecamatan |
        | tokoh_masyarakat    |
        | psks                |

    @pasal-4-ayat-1 @S22 @PGR-19
    Skenario: Kegiatan di kecamatan lain tidak dicatat oleh TKSK ini
      Diketahui catatan koordinasi di Kecamatan Lembak
      Ketika TKSK mencatat kegiatan itu
      Maka tindakan itu ditolak karena "PGR-19"
      Dan tidak ada kegiatan yang tersimpan
