# language: id
@pasal-7-ayat-3
Fitur: Hasil menurut Pasal 7 ayat (3)
  Fasilitasi bertujuan meningkatkan keberfungsian sosial. Menyerahkan bantuan saja
  belum cukup: TKSK mencatat apakah hidup klien menjadi lebih baik.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan
    Dan rujukan lansia ke Dinas Sosial yang bantuannya sudah dilaporkan diserahkan
    Dan TKSK sudah mencatat bantuan diterima sendiri oleh klien dengan bukti foto

  @PGR-14 @S11
  Skenario: Penutupan kasus mencatat perubahan keberfungsian sosial
    Diketahui keberfungsian sosial klien diisi "membaik" dengan catatan "makan teratur"
    Ketika TKSK menutup kasus
    Maka kasus ditutup dengan keberfungsian sosial "membaik" dan catatan "makan teratur"
    Dan jejak kasus mencatat siapa mengisi keberfungsian sosial sebelum penutupan

  @PGR-14 @S11
  Skenario: Kasus tanpa isian keberfungsian sosial tidak dapat ditutup
    Diketahui keberfungsian sosial klien belum diisi
    Ketika TKSK menutup kasus
    Maka penutupan itu ditolak karena "PGR-14"
    Dan kasus belum ditutup

  @S11 @S40
  Skenario konsep: Bantuan diterima tetapi keberfungsian tidak membaik tetap dipantau
    Diketahui keberfungsian sosial klien diisi "<keberfungsian>" dengan catatan "masih sering lapar"
    Ketika TKSK menutup kasus
    Maka penutupan belum diterima karena kasus tetap dipantau
    Dan kasus belum ditutup
    Dan tindak lanjut berikutnya sampai kepada TKSK pada harinya

    Contoh: belum menjadi lebih baik
      | keberfungsian |
      | tetap         |
      | memburuk      |

  @S11 @S40
  Skenario konsep: Tindak lanjut terakhir bukan yang terakhir selama keberfungsian belum membaik
    Diketahui semua tindak lanjut yang direncanakan sudah dikerjakan
    Ketika TKSK mengisi keberfungsian sosial klien "<keberfungsian>"
    Maka <tambahan>

    Contoh: membaik dan belum membaik
      | keberfungsian | tambahan                                                |
      | membaik       | tidak ada tindak lanjut lagi                            |
      | tetap         | satu tindak lanjut direncanakan lagi 30 hari kemudian   |
      | memburuk      | satu tindak lanjut direncanakan lagi 30 hari kemudian   |
