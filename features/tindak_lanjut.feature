# language: id
@pasal-7-ayat-2-d
Fitur: Tindak lanjut sesudah rujukan dikirim
  TKSK melihat lagi keadaan klien pada hari yang sudah ditentukan, sampai kasusnya
  ditutup. Makin mendesak keadaannya, makin cepat dan makin sering dilihat.

  @PMKS-08 @PMKS-09 @PMKS-11 @PMKS-24 @S40 @S61
  Skenario konsep: Jadwal tindak lanjut mengikuti kelas urgensi
    Diketahui hari ini Senin, 7 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan
    Dan <klien> yang sudah dikunjungi dan diverifikasi
    Ketika rujukannya terkirim menurut jadwal
    Maka kelas urgensinya "<kelas>"
    Dan ia ditindaklanjuti pada <tanggal>

    Contoh: satu klien untuk setiap kelas
      | klien                             | kelas | tanggal                                             |
      | lansia sakit berat sendirian      | P0    | 8 Sep, 10 Sep, 14 Sep, 21 Sep, 7 Okt                  |
      | orang tanpa tempat tinggal        | P1    | 10 Sep, 14 Sep, 21 Sep, 7 Okt                       |
      | lansia kekurangan pangan          | P2    | 14 Sep, 21 Sep, 7 Okt, 6 Nov                        |
      | penyandang disabilitas            | P3    | 21 Sep, 7 Okt, 6 Nov, 7 Des                         |
      | keluarga tanpa mata pencaharian   | P4    | 19 Okt, 16 Nov, 16 Des                              |

  @S40 @S48
  Skenario konsep: Tindak lanjut yang jatuh pada hari libur bergeser ke hari kerja berikutnya, kecuali darurat
    Diketahui hari ini Senin, 10 Agustus 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan
    Dan <klien> yang sudah dikunjungi dan diverifikasi
    Ketika rujukannya terkirim menurut jadwal
    Maka tindak lanjut hari ketujuh jatuh pada <hari>

    Contoh: hari ketujuh adalah Hari Kemerdekaan
      | klien                        | hari                    |
      | lansia kekurangan pangan     | Selasa, 18 Agustus 2026 |
      | lansia sakit berat sendirian | Senin, 17 Agustus 2026  |

  @S40 @S48
  Skenario: Menjalankan ulang jadwal harian tidak menggandakan tugas
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan
    Dan rujukan lansia terkirim ke Dinas Sosial
    Ketika tujuh hari kemudian jadwal harian dijalankan dua kali
    Maka TKSK menerima satu pemberitahuan tindak lanjut
    Dan tugas itu satu kali saja di daftar kerja TKSK
    Dan jadwal tindak lanjut berikutnya tidak bertambah

  @S40 @S48
  Skenario: Tindak lanjut yang baru terlewat disebut terlambat, tetapi belum menjadi persoalan
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan
    Dan rujukan lansia terkirim ke Dinas Sosial
    Ketika delapan hari kemudian jadwal harian dijalankan dua kali
    Maka daftar kerja TKSK menyebutnya terlambat
    Tapi tindak lanjut itu belum menjadi persoalan

  @S40 @S48
  Skenario: Tindak lanjut yang lewat tenggang kelasnya ditandai dan menjadi persoalan satu kali
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan
    Dan rujukan lansia terkirim ke Dinas Sosial
    Ketika tiga belas hari kemudian jadwal harian dijalankan dua kali
    Maka tindak lanjut pertama ditandai terlambat
    Dan TKSK menerima satu persoalan tentang tindak lanjut itu

  @S40 @S44
  Skenario: Klien yang tidak bertemu tiga kali dikunjungi, lalu sampai ke koordinator
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan
    Dan rujukan lansia terkirim ke Dinas Sosial
    Dan TKSK sudah tiga kali menelepon dan tidak diangkat
    Ketika TKSK mengunjungi rumahnya dan tidak bertemu juga
    Maka keempat upaya itu tercatat dengan cara dan hasilnya
    Dan daftar kerja TKSK meminta kunjungan ke klien itu
    Dan koordinator diberi tahu bahwa klien tidak bertemu

  @S40 @S61
  Skenario konsep: Hasil tindak lanjut menentukan langkah berikutnya
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan
    Dan rujukan lansia ke Dinas Sosial yang bantuannya sudah dilaporkan diserahkan
    Ketika TKSK mencatat hasil tindak lanjut "<hasil>"
    Maka <langkah>

    Contoh: tiga hasil
      | hasil                  | langkah                                             |
      | diterima_membaik       | keberfungsian klien tercatat membaik                |
      | diterima_belum_membaik | klien tetap ditindaklanjuti                         |
      | tidak_diterima         | rujukan itu gagal dan kebutuhannya dirujukkan lagi  |
