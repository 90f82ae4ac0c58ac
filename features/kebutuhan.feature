# language: id
@pasal-7-ayat-2-d
Fitur: Kebutuhan di atas jenis PMKS
  Rujukan dimulai dari yang dibutuhkan warga, bukan dari program yang kebetulan ada.
  Setiap kebutuhan menambah rujukan, apa pun jenis PMKS-nya, dan tanpa jenis sekalipun.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan paket aturan bawaan berlaku

  @S34 @S57 @S64 @S76
  @KEB-01 @KEB-02 @KEB-03 @KEB-04 @KEB-05 @KEB-06 @KEB-07 @KEB-08 @KEB-09 @KEB-10
  @KEB-11 @KEB-12 @KEB-13 @KEB-14 @KEB-15 @KEB-16 @KEB-17 @KEB-18 @KEB-19 @KEB-20
  Skenario konsep: Setiap kebutuhan membuka rujukan ke lembaga yang melayaninya
    Diketahui warga yang <keadaan>
    Ketika aturan rujukan diterapkan
    Maka ia dirujuk ke <mitra> dengan urgensi <urgensi>
    Dan aturan "<kebutuhan>" cocok

    Contoh: satu warga untuk setiap kebutuhan
      | kebutuhan | keadaan                                                     | mitra                                     | urgensi |
      | KEB-01    | nik tidak padan                                             | DUKCAPIL                                  | P2      |
      | KEB-02    | butuh layanan kesehatan, pbi jk nonaktif                    | DINSOS_KAB                                | P1      |
      | KEB-02    | butuh layanan kesehatan, pbi jk nonaktif, gawat darurat     | DINSOS_KAB                                | P0      |
      | KEB-03    | tidak punya jaminan kesehatan, desil 2                      | PUSKESOS                                  | P4      |
      | KEB-04    | peserta kis aktif, butuh rawat                              | PUSKESMAS dan RSUD                        | P1      |
      | KEB-05    | putus sekolah, usia 10                                      | DISDIK                                    | P2      |
      | KEB-06    | rumah tidak layak huni                                      | PERKIM                                    | P3      |
      | KEB-07    | disabilitas mental, punya keterampilan                      | DISNAKER_BLK                              | P3      |
      | KEB-07    | disabilitas mental, punya keterampilan, tidak ada pelatihan | DINSOS_KAB                                | P3      |
      | KEB-08    | butuh alat bantu                                            | DINSOS_KAB dan BAZNAS                     | P3      |
      | KEB-09    | terlantar dalam perjalanan                                  | POLSEK                                    | P0      |
      | KEB-10    | krisis pangan                                               | DINSOS_KAB dan BAZNAS dan PEMDES dan PSM  | P0      |
      | KEB-11    | usia 12, yatim piatu, keluarga miskin                       | DINSOS_KAB                                | P3      |
      | KEB-12    | usia 30, calon usaha                                        | DINSOS_KAB dan DISKOP_UMKM                | P3      |
      | KEB-13    | penerima meninggal                                          | PEMDES dan DUKCAPIL                       | P4      |
      | KEB-14    | hasil pusat tidak sesuai                                    | DINSOS_KAB                                | P4      |
      | KEB-15    | layak tidak menerima                                        | PUSKESOS dan PEMDES                       | P4      |
      | KEB-16    | butuh bantuan hukum                                         | LBH                                       | P2      |
      | KEB-17    | mencari pekerjaan                                           | DISNAKER_BLK                              | P3      |
      | KEB-18    | kehilangan dokumen                                          | POLSEK                                    | P3      |
      | KEB-19    | terpisah dari keluarga                                      | DINSOS_KAB                                | P2      |
      | KEB-20    | jenazah terlantar                                           | POLSEK dan RSUD dan DINSOS_KAB dan PEMDES | P0      |

  @S34 @S70 @KEB-06 @KEB-18 @PMKS-08
  Skenario: Kebutuhan menambah rujukan dan tidak menggantikan rujukan jenis PMKS
    Diketahui klien "Lanjut usia terlantar" yang usia 70, terlantar psikis sosial, rumah tidak layak huni, kehilangan dokumen
    Ketika aturan rujukan diterapkan
    Maka ia dirujuk ke DINSOS_KAB dengan urgensi P2
    Dan ia dirujuk ke PERKIM dan POLSEK dengan urgensi P3

  @S87 @KEB-03
  Skenario konsep: Membutuhkan berbeda dari berhak
    Diketahui warga yang tidak punya jaminan kesehatan, <desil>
    Ketika aturan rujukan diterapkan
    Maka aturan "KEB-03" <hasil>

    Contoh: batas desil PBI-JK menurut parameter kabupaten
      | desil    | hasil       |
      | desil 5  | cocok       |
      | desil 6  | tidak cocok |
