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

    @S28 @S34
    @PMKS-01 @PMKS-02 @PMKS-03 @PMKS-04 @PMKS-05 @PMKS-06 @PMKS-07 @PMKS-08 @PMKS-09 @PMKS-10 @PMKS-11 @PMKS-12 @PMKS-13
    @PMKS-14 @PMKS-15 @PMKS-16 @PMKS-17 @PMKS-18 @PMKS-19 @PMKS-20 @PMKS-21 @PMKS-22 @PMKS-23 @PMKS-24 @PMKS-25 @PMKS-26
    Skenario konsep: Setiap jenis PMKS dirujuk ke mitra utamanya
      Diketahui klien "<jenis>" yang <keadaan>
      Ketika aturan rujukan diterapkan
      Maka ia dirujuk ke <mitra> dengan urgensi <urgensi>
      Dan kasus itu ditangani <cara>

      Contoh: satu klien untuk setiap jenis
        | jenis                                                | keadaan                                                       | mitra                    | urgensi | cara     |
        | Anak balita terlantar                                | usia 2, ditinggal orang tua                                   | DINSOS_KAB               | P1      | terbuka  |
        | Anak terlantar                                       | usia 10, dilalaikan orang tua                                 | DINSOS_KAB               | P2      | terbuka  |
        | Anak yang berhadapan dengan hukum                    | usia 14, disangka                                             | DINSOS_KAB dan BAPAS     | P1      | tertutup |
        | Anak jalanan                                         | usia 11, mencari nafkah di jalanan                            | DINSOS_KAB               | P2      | terbuka  |
        | Anak dengan kedisabilitasan                          | usia 9, disabilitas sensorik                                  | DINSOS_KAB dan PUSKESMAS | P3      | terbuka  |
        | Anak korban tindak kekerasan atau diperlakukan salah | usia 8, dianiaya                                              | UPTD_PPA                 | P0      | tertutup |
        | Anak yang memerlukan perlindungan khusus             | usia 13, situasi darurat                                      | DINSOS_KAB dan UPTD_PPA  | P1      | tertutup |
        | Lanjut usia terlantar                                | usia 60, terlantar psikis sosial                              | DINSOS_KAB               | P2      | terbuka  |
        | Penyandang disabilitas                               | usia 18, disabilitas fisik                                    | DINSOS_KAB               | P3      | terbuka  |
        | Tuna susila                                          | usia 25, ditetapkan petugas dinsos                            | DINSOS_KAB               | P3      | tertutup |
        | Gelandangan                                          | usia 40, tanpa tempat tinggal tetap, tanpa ktp                | DINSOS_KAB               | P1      | terbuka  |
        | Pengemis                                             | usia 45, meminta minta di tempat umum                         | DINSOS_KAB               | P3      | terbuka  |
        | Pemulung                                             | usia 38, mengumpulkan barang bekas, tidak ada pekerjaan tetap | DINSOS_KAB               | P3      | terbuka  |
        | Kelompok minoritas                                   | usia 30, ditetapkan petugas, diskriminasi                     | DINSOS_KAB               | P3      | tertutup |
        | Bekas warga binaan lembaga pemasyarakatan            | usia 33, selesai pidana, sulit kerja                          | DINSOS_KAB               | P3      | tertutup |
        | Orang dengan HIV/AIDS                                | usia 29, persetujuan, status diberitahukan sendiri            | RSUD                     | P2      | tertutup |
        | Korban penyalahgunaan NAPZA                          | usia 24, pernah menyalahgunakan                               | IPWL                     | P2      | tertutup |
        | Korban trafficking                                   | usia 22, dijerat utang                                        | POLRES_PPA dan UPTD_PPA  | P0      | tertutup |
        | Korban tindak kekerasan                              | usia 28, perempuan, kekerasan fisik                           | UPTD_PPA                 | P0      | tertutup |
        | Pekerja migran bermasalah sosial                     | usia 31, pekerja migran, tidak berdokumen                     | BP3MI dan DINSOS_KAB     | P1      | terbuka  |
        | Korban bencana alam                                  | usia 50, terdampak bencana alam, kerugian harta               | BPBD dan DINSOS_KAB      | P0      | terbuka  |
        | Korban bencana sosial                                | usia 50, terdampak konflik sosial, kerugian harta             | DINSOS_KAB dan POLSEK    | P0      | terbuka  |
        | Perempuan rawan sosial ekonomi                       | usia 35, perempuan, janda, penghasilan kurang                 | DINSOS_KAB               | P3      | terbuka  |
        | Fakir miskin                                         | keluarga, tidak punya mata pencaharian                        | PUSKESOS dan DINSOS_KAB  | P4      | terbuka  |
        | Keluarga bermasalah sosial psikologis                | keluarga, sering bertengkar                                   | LK3                      | P3      | tertutup |
        | Komunitas adat terpencil                             | kelompok, lokasi terpencil                                    | DINSOS_KAB               | P4      | terbuka  |

    @S34 @S66
    @PMKS-01 @PMKS-02 @PMKS-03 @PMKS-04 @PMKS-05 @PMKS-06 @PMKS-07 @PMKS-08 @PMKS-09 @PMKS-10 @PMKS-11 @PMKS-12 @PMKS-13
    @PMKS-14 @PMKS-15 @PMKS-16 @PMKS-17 @PMKS-18 @PMKS-19 @PMKS-20 @PMKS-21 @PMKS-22 @PMKS-23 @PMKS-24 @PMKS-25 @PMKS-26
    Skenario konsep: Keadaan khusus menambah rujukan yang lebih tepat
      Diketahui klien "<jenis>" yang <keadaan>
      Ketika aturan rujukan diterapkan
      Maka ia dirujuk ke <mitra> dengan urgensi <urgensi>

      Contoh: keadaan yang mengubah tujuan atau kemendesakan
        | jenis                                                | keadaan                                                         | mitra                            | urgensi |
        | Anak balita terlantar                                | usia 1, gizi buruk                                              | PUSKESMAS                        | P0      |
        | Anak balita terlantar                                | usia 3, tanpa keluarga                                          | LKSA                             | P1      |
        | Anak terlantar                                       | usia 9, tidak ada pengasuh                                      | LKSA                             | P1      |
        | Anak terlantar                                       | usia 10, putus sekolah                                          | DISDIK                           | P2      |
        | Anak terlantar                                       | usia 12, yatim piatu                                            | DINSOS_KAB                       | P3      |
        | Anak yang berhadapan dengan hukum                    | usia 15, ditahan                                                | DINSOS_KAB dan BAPAS             | P0      |
        | Anak yang berhadapan dengan hukum                    | usia 13, anak korban                                            | UPTD_PPA dan RSUD                | P0      |
        | Anak jalanan                                         | usia 11, tidur di jalanan                                       | DINSOS_KAB                       | P1      |
        | Anak jalanan                                         | usia 11, dieksploitasi pihak lain                               | UPTD_PPA dan POLRES_PPA          | P0      |
        | Anak dengan kedisabilitasan                          | usia 9, disabilitas fisik, butuh alat bantu                     | DINSOS_KAB                       | P3      |
        | Anak dengan kedisabilitasan                          | usia 9, disabilitas sensorik, usia sekolah, tidak sekolah       | DISDIK                           | P2      |
        | Anak dengan kedisabilitasan                          | usia 9, disabilitas mental, dikurung                            | UPTD_PPA dan DINSOS_KAB          | P0      |
        | Anak korban tindak kekerasan atau diperlakukan salah | usia 8, dianiaya, pelaku serumah                                | UPTD_PPA                         | P0      |
        | Anak korban tindak kekerasan atau diperlakukan salah | usia 8, dianiaya, kejadian lampau, aman                         | LK3                              | P1      |
        | Anak yang memerlukan perlindungan khusus             | usia 14, korban perdagangan                                     | POLRES_PPA dan SENTRA            | P0      |
        | Anak yang memerlukan perlindungan khusus             | usia 15, napza                                                  | IPWL                             | P1      |
        | Anak yang memerlukan perlindungan khusus             | usia 12, hiv                                                    | RSUD                             | P1      |
        | Lanjut usia terlantar                                | usia 75, sakit berat, tinggal sendiri                           | PUSKESMAS dan RSUD               | P0      |
        | Lanjut usia terlantar                                | usia 70, ditelantarkan sengaja                                  | UPTD_PPA dan POLSEK              | P0      |
        | Penyandang disabilitas                               | usia 22, disabilitas intelektual, punya keterampilan            | DISNAKER_BLK                     | P3      |
        | Penyandang disabilitas                               | usia 26, disabilitas fisik, butuh alat bantu                    | DINSOS_KAB                       | P3      |
        | Penyandang disabilitas                               | usia 30, dipasung                                               | PUSKESMAS dan DINSOS_KAB dan RSJ | P1      |
        | Tuna susila                                          | usia 25, dipaksa                                                | POLRES_PPA dan UPTD_PPA          | P0      |
        | Gelandangan                                          | usia 40, keluarga ditemukan                                     | DINSOS_KAB                       | P2      |
        | Gelandangan                                          | usia 40, tanpa keluarga                                         | PANTI_GEPENG_ODGJ                | P2      |
        | Gelandangan                                          | usia 40, sakit                                                  | PUSKESMAS dan RSUD               | P0      |
        | Pengemis                                             | usia 45, membawa anak                                           | UPTD_PPA dan POLRES_PPA          | P1      |
        | Pemulung                                             | usia 38, anak ikut memulung, anak berusia 9                     | DISDIK                           | P2      |
        | Kelompok minoritas                                   | usia 30, ancaman kekerasan                                      | POLSEK                           | P0      |
        | Bekas warga binaan lembaga pemasyarakatan            | usia 33, selesai pidana, sulit kerja, masih pembimbingan bapas  | BAPAS                            | P3      |
        | Bekas warga binaan lembaga pemasyarakatan            | usia 33, selesai pidana, tidak ada tempat tinggal               | DINSOS_KAB                       | P1      |
        | Orang dengan HIV/AIDS                                | usia 29, persetujuan, putus obat                                | RSUD                             | P1      |
        | Korban penyalahgunaan NAPZA                          | usia 24, overdosis                                              | RSUD                             | P0      |
        | Korban penyalahgunaan NAPZA                          | usia 24, pernah menyalahgunakan, bebas ketergantungan           | SENTRA                           | P2      |
        | Korban trafficking                                   | usia 22, dijerat utang, pekerja migran                          | BP3MI                            | P0      |
        | Korban trafficking                                   | usia 22, dijerat utang, siap pulang                             | DINSOS_PROV                      | P1      |
        | Korban tindak kekerasan                              | usia 40, laki-laki, kekerasan fisik                             | DINSOS_KAB dan POLSEK            | P0      |
        | Korban tindak kekerasan                              | usia 28, perempuan, kekerasan psikis, risiko rendah, sudah aman | LK3                              | P1      |
        | Pekerja migran bermasalah sosial                     | usia 31, pekerja migran, sakit berat                            | RSUD                             | P0      |
        | Pekerja migran bermasalah sosial                     | usia 31, eks pekerja migran, sehat, usaha                       | DISKOP_UMKM                      | P3      |
        | Korban bencana alam                                  | usia 50, terdampak bencana alam, masa pascabencana              | PERKIM dan DUKCAPIL              | P2      |
        | Korban bencana alam                                  | usia 50, terdampak bencana alam, ahli waris korban meninggal    | DINSOS_KAB                       | P1      |
        | Korban bencana sosial                                | usia 50, terdampak konflik sosial, mengungsi                    | DINSOS_KAB dan TAGANA            | P0      |
        | Korban bencana sosial                                | usia 50, terdampak konflik sosial, pascakonflik                 | LK3 dan KESBANGPOL               | P2      |
        | Perempuan rawan sosial ekonomi                       | usia 35, perempuan, kekerasan                                   | UPTD_PPA                         | P0      |
        | Perempuan rawan sosial ekonomi                       | usia 35, perempuan, status perceraian tak jelas                 | LBH                              | P3      |
        | Fakir miskin                                         | keluarga, krisis pangan                                         | DINSOS_KAB dan BAZNAS dan PEMDES | P0      |
        | Fakir miskin                                         | keluarga, belum masuk dtsen                                     | PUSKESOS                         | P4      |
        | Keluarga bermasalah sosial psikologis                | keluarga, kdrt                                                  | UPTD_PPA                         | P0      |
        | Keluarga bermasalah sosial psikologis                | keluarga, anak terlantar, anak berusia 8                        | DINSOS_KAB                       | P2      |
        | Komunitas adat terpencil                             | kelompok, wabah                                                 | PUSKESMAS dan BPBD               | P0      |

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

    @uu-35-2014 @PGR-17 @PMKS-10 @PMKS-12 @PMKS-17
    Skenario konsep: Anak tidak dirutekan sebagai tuna susila, pengemis, atau pengguna NAPZA dewasa
      Diketahui klien "<jenis>" yang usia <usia>, <keadaan>
      Ketika aturan rujukan diterapkan
      Maka aturan "<aturan>" <hasil>

      Contoh: di sekitar batas usia
        | jenis                        | usia | keadaan                      | aturan  | hasil                 |
        | Tuna susila                  | 17   | ditetapkan petugas dinsos    | PMKS-10 | tidak memberi rujukan |
        | Tuna susila                  | 18   | ditetapkan petugas dinsos    | PMKS-10 | memberi rujukan       |
        | Pengemis                     | 17   | meminta minta di tempat umum | PMKS-12 | tidak memberi rujukan |
        | Pengemis                     | 18   | meminta minta di tempat umum | PMKS-12 | memberi rujukan       |
        | Korban penyalahgunaan NAPZA  | 17   | pernah menyalahgunakan       | PMKS-17 | tidak memberi rujukan |
        | Korban penyalahgunaan NAPZA  | 18   | pernah menyalahgunakan       | PMKS-17 | memberi rujukan       |

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
