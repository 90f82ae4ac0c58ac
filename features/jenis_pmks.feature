# language: id
@pasal-7-ayat-2-d @permensos-8-2012
Fitur: Perutean 26 jenis PMKS
  Keadaan klien menentukan lembaga yang dituju. Semua aturan yang cocok menambah
  rujukan; yang belum ditanyakan tidak pernah dianggap tidak.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan paket aturan bawaan berlaku

  Aturan: Setiap jenis mempunyai jalur

    @PMKS-01 @PMKS-02 @PMKS-03 @PMKS-04 @PMKS-05 @PMKS-06 @PMKS-07 @PMKS-08 @PMKS-09 @PMKS-10
    @PMKS-11 @PMKS-12 @PMKS-13 @PMKS-14 @PMKS-15 @PMKS-16 @PMKS-17 @PMKS-18 @PMKS-19 @PMKS-20
    @PMKS-21 @PMKS-22 @PMKS-23 @PMKS-24 @PMKS-25 @PMKS-26 @S28 @S34
    Skenario: Setiap jenis PMKS memiliki aturan bawaan dan minimal satu mitra utama
      Ketika paket aturan dibaca
      Maka ada 26 jenis PMKS
      Dan setiap jenis memiliki aturan dasar dengan minimal satu mitra utama

    @PGR-18 @S34
    Skenario: Kasus yang tidak cocok dengan aturan mana pun masuk antrean manual
      Diketahui seorang "Anak terlantar" berusia 30 tahun
      Ketika aturan rujukan diterapkan
      Maka tidak ada rujukan
      Dan kasus masuk antrean manual koordinator

    @PMKS-08 @PMKS-09 @S70
    Skenario: Orang dengan dua jenis PMKS mendapat dua rujukan yang digabung
      Diketahui seorang "Lanjut usia terlantar" berusia 67 tahun
      Dan ia juga "Penyandang disabilitas" dengan disabilitas "fisik"
      Dan keadaannya:
        | keadaan                                | jawaban |
        | sandang pangan papan tak terpenuhi     | ya      |
      Ketika aturan rujukan diterapkan
      Maka aturan "PMKS-08" dan "PMKS-09" sama-sama memberi rujukan
      Dan rujukan ke mitra dan layanan yang sama dikirim sebagai satu surat

  Aturan: Anak

    @uu-35-2014 @PMKS-01
    Skenario: Balita terlantar yang ditemukan tanpa orang tua dirujuk sebagai darurat
      Diketahui seorang "Anak balita terlantar" berusia 2 tahun
      Dan keadaannya:
        | keadaan                   | jawaban |
        | ditemukan tanpa orang tua | ya      |
      Ketika aturan rujukan diterapkan
      Maka ia dirujuk ke "POLSEK" dengan urgensi "P0"
      Dan ia dirujuk ke "PUSKESMAS" dengan urgensi "P0"

    @uu-35-2014 @PMKS-02
    Skenario konsep: Anak berusia tepat 18 tahun tidak lagi memakai jalur anak
      Diketahui seorang "Anak terlantar" berusia <usia> tahun
      Dan keadaannya:
        | keadaan               | jawaban |
        | dilalaikan orang tua  | ya      |
      Ketika aturan rujukan diterapkan
      Maka aturan "PMKS-02" <hasil>

      Contoh: di sekitar batas usia
        | usia | hasil       |
        | 5    | tidak cocok |
        | 6    | cocok       |
        | 17   | cocok       |
        | 18   | tidak cocok |

    @uu-11-2012 @PMKS-03
    Skenario konsep: Anak di bawah 12 tahun yang berhadapan dengan hukum memakai jalur khusus
      Diketahui seorang "Anak yang berhadapan dengan hukum" berusia <usia> tahun
      Dan keadaannya:
        | keadaan  | jawaban |
        | disangka | ya      |
      Ketika aturan rujukan diterapkan
      Maka aturan "<aturan>" cocok
      Dan aturan "<bukan>" tidak cocok
      Dan ia dirujuk ke "BAPAS" dengan urgensi "P1"

      Contoh: di sekitar batas usia
        | usia | aturan     | bukan      |
        | 11   | PMKS-03-V3 | PMKS-03    |
        | 12   | PMKS-03    | PMKS-03-V3 |

    @uu-35-2014 @PGR-17 @PMKS-10
    Skenario: Anak korban eksploitasi seksual tidak pernah dicatat sebagai tuna susila
      Diketahui seorang "Tuna susila" berusia 16 tahun
      Dan keadaannya:
        | keadaan                   | jawaban |
        | ditetapkan petugas dinsos | ya      |
      Ketika aturan rujukan diterapkan
      Maka aturan "PMKS-10" tidak memberi rujukan
      Dan ia dirujuk ke "UPTD_PPA" dengan urgensi "P0"
      Dan ia dirujuk ke "POLRES_PPA" dengan urgensi "P0"
      Dan kasus ditangani tertutup

  Aturan: Lanjut usia

    @uu-13-1998 @spm-sosial @PGR-11 @PMKS-08 @S60
    Skenario: Lansia tanpa keluarga yang mandiri diajukan ke panti melalui rekomendasi Dinas Sosial
      Diketahui seorang "Lanjut usia terlantar" berusia 72 tahun
      Dan keadaannya:
        | keadaan        | jawaban |
        | tanpa keluarga | ya      |
        | adl            | mandiri |
        | bersedia panti | ya      |
        | sehat          | ya      |
      Ketika aturan rujukan diterapkan
      Maka ia dirujuk ke "PSLU" dengan urgensi "P2"
      Dan rujukan ke "PSLU" memerlukan dokumen "REKOM_DINSOS"

    @spm-sosial @PGR-11 @PMKS-08 @S60
    Skenario: Lansia yang masih punya keluarga dilayani di luar panti
      Diketahui seorang "Lanjut usia terlantar" berusia 72 tahun
      Dan keadaannya:
        | keadaan       | jawaban |
        | ada keluarga  | ya      |
        | adl           | dibantu |
      Ketika aturan rujukan diterapkan
      Maka ia dirujuk ke "PUSKESMAS" dengan urgensi "P2"
      Dan ia dirujuk ke "DINSOS_KAB" dengan urgensi "P2"
      Dan ia tidak dirujuk ke "PSLU"

  Aturan: Kesehatan jiwa dan NAPZA

    @PMKS-09 @S60
    Skenario: Orang dengan gangguan jiwa yang tenang dilayani puskesmas lebih dahulu
      Diketahui seorang "Penyandang disabilitas" berusia 30 tahun
      Dan keadaannya:
        | keadaan | jawaban |
        | odgj    | ya      |
        | tenang  | ya      |
      Ketika aturan rujukan diterapkan
      Maka ia dirujuk ke "PUSKESMAS" dengan urgensi "P2"
      Dan rujukan rumah sakit menunggu tahap "PUSKESMAS"

    @PGR-07 @PMKS-09
    Skenario: Orang dengan gangguan jiwa yang membahayakan dirujuk darurat
      Diketahui seorang "Penyandang disabilitas" berusia 30 tahun
      Dan keadaannya:
        | keadaan      | jawaban |
        | odgj         | ya      |
        | membahayakan | ya      |
      Ketika aturan rujukan diterapkan
      Maka ia dirujuk ke "PUSKESMAS" dengan urgensi "P0"
      Dan ia dirujuk ke "POLSEK" dengan urgensi "P0"
      Dan ia dirujuk ke "RSJ" dengan urgensi "P0"

    @PMKS-17
    Skenario: Penyalahguna NAPZA yang masih bergantung dirujuk ke rehabilitasi medis dahulu
      Diketahui seorang "Korban penyalahgunaan NAPZA" berusia 24 tahun
      Dan keadaannya:
        | keadaan               | jawaban |
        | pernah menyalahgunakan | ya     |
        | ketergantungan aktif  | ya      |
        | bebas ketergantungan  | tidak   |
      Ketika aturan rujukan diterapkan
      Maka ia dirujuk ke "BNNK" dengan urgensi "P1"
      Dan aturan "PMKS-17-V3" tidak cocok
      Dan kasus ditangani tertutup

  Aturan: Korban perdagangan orang, bencana, dan komunitas

    @PGR-07 @PMKS-18 @PMKS-20
    Skenario: Korban perdagangan orang mengalahkan aturan kategori lain
      Diketahui seorang "Pekerja migran bermasalah sosial" berusia 27 tahun
      Dan keadaannya:
        | keadaan             | jawaban |
        | pekerja migran      | ya      |
        | ada indikasi tppo   | ya      |
      Ketika aturan rujukan diterapkan
      Maka ia dirujuk ke "POLRES_PPA" dengan urgensi "P0"
      Dan ia dirujuk ke "UPTD_PPA" dengan urgensi "P0"
      Dan urgensi kasus adalah "P0"
      Dan kasus ditangani tertutup

    @PGR-03 @PMKS-21
    Skenario: Korban bencana mendapat layanan darurat walau dokumen belum lengkap
      Diketahui seorang "Korban bencana alam" berusia 40 tahun
      Dan keadaannya:
        | keadaan                  | jawaban |
        | terdampak bencana alam   | ya      |
        | kerugian harta           | ya      |
      Dan ia tidak memiliki dokumen apa pun
      Ketika aturan rujukan diterapkan
      Maka ia dirujuk ke "BPBD" dengan urgensi "P0"
      Dan tidak ada rujukan yang tertahan

    @PMKS-26
    Skenario: Kelompok adat terpencil dicatat sebagai kelompok, bukan orang
      Diketahui sebuah "Komunitas adat terpencil" sebagai "kelompok"
      Dan keadaannya:
        | keadaan          | jawaban |
        | lokasi terpencil | ya      |
      Ketika aturan rujukan diterapkan
      Maka ia dirujuk ke "DINSOS_KAB" dengan urgensi "P4"
      Tapi aturan yang sama untuk subjek "perorangan" tidak cocok
