# language: id
@pasal-8-ayat-2-b @uu-27-2022
Fitur: NIK dan data kependudukan
  NIK membantu mengenali orang yang sama, tetapi bukan syarat untuk ditolong. NIK yang
  aneh ditandai dan tidak diperbaiki diam-diam; yang berlaku adalah keterangan warga.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan

  Aturan: Yang terbaca dari NIK

    @PGR-15
    Skenario konsep: Tanggal lahir perempuan dibaca dari NIK dengan pengurang empat puluh
      Diketahui NIK tertulis "<nik>"
      Ketika NIK itu dibaca
      Maka tanggal lahirnya <tanggal> dan jenis kelaminnya "<kelamin>"

      Contoh: hari lahir 5 untuk laki-laki dan 45 untuk perempuan
        | nik              | tanggal    | kelamin |
        | 9903064503850001 | 1985-03-05 | P       |
        | 9903060503850001 | 1985-03-05 | L       |
        | 9903067112990001 | 1999-12-31 | P       |
        | 9903063112990001 | 1999-12-31 | L       |

    @PGR-15
    Skenario konsep: Anak kelahiran 2012 tidak terbaca sebagai kelahiran 1912
      Diketahui NIK tertulis "<nik>"
      Ketika NIK itu dibaca
      Maka tanggal lahirnya <tanggal> dan jenis kelaminnya "L"

      Contoh: abad mengikuti hari ini
        | nik              | tanggal    |
        | 9903061203120001 | 2012-03-12 |
        | 9903060209260001 | 2026-09-02 |
        | 9903060309260001 | 1926-09-03 |

    @PGR-19
    Skenario: Kode wilayah NIK tidak dipakai sebagai alamat
      Diketahui NIK tertulis "9901014503500001"
      Ketika TKSK mendaftarkan lansia yang tinggal di Bitis dengan NIK itu
      Maka kasusnya tercatat di Bitis dan ditangani TKSK Gelumbang
      Dan tidak ada peringatan tentang NIK itu

  Aturan: Yang rusak ditandai

    @KEB-01 @PGR-08
    Skenario konsep: NIK yang rusak oleh lembar kerja ditandai dan tidak diproses diam-diam
      Diketahui NIK tertulis "<nik>"
      Ketika TKSK mendaftarkan lansia yang tinggal di Bitis dengan NIK itu
      Maka TKSK diperingatkan "<peringatan>"
      Dan NIK itu tercatat cacat dan tidak dilengkapi sendiri
      Dan pembetulan NIK di Disdukcapil ikut diusulkan

      Contoh: cara lembar kerja merusak NIK
        | nik              | peringatan                                                                  |
        | 9,90306E+15      | NIK rusak oleh lembar kerja (notasi ilmiah); ketik ulang sebagai teks       |
        | 9.90306E+15      | NIK rusak oleh lembar kerja (notasi ilmiah); ketik ulang sebagai teks       |
        | 990306450350001  | NIK kurang dari 16 angka; mungkin ada angka yang hilang                     |
        | 9903064503500000 | nomor urut NIK 0000; mungkin angka terakhir hilang di lembar kerja          |

    @PGR-15
    Skenario: NIK yang berbeda dari tanggal lahir ditandai dan usia mengikuti keterangan warga
      Diketahui NIK tertulis "9903064503720001"
      Ketika TKSK mendaftarkan lansia yang tinggal di Bitis dengan NIK itu
      Maka TKSK diperingatkan "tanggal lahir dalam NIK berbeda dari yang disebutkan"
      Dan tanggal lahir yang tercatat adalah yang disebutkan warga

  Aturan: NIK tidak menahan pertolongan

    @pasal-7-ayat-2-d @KEB-01 @PGR-08 @PMKS-08
    Skenario: NIK kosong pada kasus darurat tidak menahan rujukan
      Diketahui NIK tertulis ""
      Ketika TKSK mendaftarkan lansia sakit berat sendirian dengan NIK itu dan jadwal pengiriman berjalan
      Maka rujukan darurat ke Puskesmas terkirim saat itu juga
      Dan pembetulan NIK di Disdukcapil ikut diusulkan
