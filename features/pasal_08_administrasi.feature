# language: id
Fitur: Administrasi menurut Pasal 8
  Administrasi adalah perencanaan, pelaksanaan, dan pelaporan: pemetaan sosial, pencatatan,
  dan pelaporan. Setiap program yang dijalankan dievaluasi, dan hasilnya dilaporkan kepada
  Dinas Sosial.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan

  @pasal-8-ayat-2-a
  Aturan: Pemetaan sosial

    @S13 @S26
    Skenario: Pemetaan sosial menampilkan jumlah PMKS dan PSKS per desa
      Diketahui dua kasus lansia di Bitis, satu kasus lansia di Putak, dan satu PSM di Bitis
      Ketika TKSK membuka peta sosial kecamatannya
      Maka di Bitis tercatat 2 kasus lansia dan 1 Pekerja Sosial Masyarakat
      Dan di Putak tercatat 1 kasus lansia dan 0 Pekerja Sosial Masyarakat
      Dan desa lain di kecamatan itu tampil dengan jumlah nol

    @S13 @S26 @PGR-06
    Skenario: Peta sosial tidak membuka jenis yang ditangani tertutup
      Diketahui satu kasus lansia dan satu kasus korban kekerasan di Bitis
      Ketika TKSK membuka peta sosial kecamatannya
      Maka di Bitis tercatat 1 kasus lansia
      Dan kasus yang satu lagi hanya terhitung sebagai "tertutup"

  @pasal-8-ayat-2-b
  Aturan: Pencatatan

    @S13 @S74
    Skenario: Pencatatan menyimpan siapa, kapan, dan apa yang berubah
      Diketahui kasus lansia di Bitis yang didaftarkan pada pukul 08.00
      Ketika TKSK mencatat kunjungan rumah pada pukul 10.30
      Maka jejaknya menyebut "tksk/tksk-gelumbang", pukul 10.30, dan perubahan dari "teridentifikasi" ke "terdata"
      Dan catatan itu tidak dapat diubah maupun dihapus

  @pasal-8-ayat-1 @pasal-8-ayat-2-c
  Aturan: Pelaporan bulanan

    @S12
    Skenario: Laporan bulanan memuat rencana, pelaksanaan, dan kendala
      Diketahui bulan September dengan satu kunjungan terlaksana dan satu tertunda karena "tidak ada kendaraan"
      Ketika TKSK membuat laporan bulan September 2026
      Maka laporan itu memuat bagian "Rencana bulan berikutnya", "Pelaksanaan", dan "Kendala"
      Dan pelaksanaannya mencatat 1 kunjungan terlaksana dan 1 tertunda
      Dan kendalanya menyebut "tidak ada kendaraan"
      Dan laporan itu tidak memuat nama dan NIK siapa pun

    @S12 @S05
    Skenario: Laporan bulanan sampai kepada Dinas Sosial dan camat sekali saja
      Diketahui bulan September dengan satu kunjungan terlaksana dan satu tertunda karena "banjir"
      Ketika jadwal laporan berjalan dua kali pada 1 Oktober 2026
      Maka Dinas Sosial dan camat masing-masing diberi tahu satu kali
      Dan berkas laporannya tersimpan sebagai XLSX dan PDF

  @pasal-8-ayat-2-c
  Aturan: Program dievaluasi dan dilaporkan

    @S29 @S88
    Skenario konsep: Setiap program yang berakhir wajib memiliki evaluasi
      Diketahui program "Kelas lansia sehat" di Bitis yang <keadaan>
      Ketika TKSK melaporkan evaluasi program itu kepada Dinas Sosial
      Maka pelaporan itu <hasil>

      Contoh: dari berjalan sampai dievaluasi
        | keadaan                          | hasil                                     |
        | masih berjalan                   | ditolak karena "P-000001 belum dievaluasi" |
        | berakhir tanpa evaluasi          | ditolak karena "P-000001 belum dievaluasi" |
        | berakhir dan sudah dievaluasi    | diterima                                  |

    @S29 @S88
    Skenario konsep: Evaluasi memuat hasil dan yang perlu diperbaiki
      Diketahui program "Kelas lansia sehat" di Bitis yang berakhir tanpa evaluasi
      Ketika TKSK mengisi evaluasi dengan hasil "<hasil>" dan perbaikan "<perbaikan>"
      Maka evaluasi itu kurang pada isian "<kurang>"

      Contoh: keduanya diperlukan
        | hasil             | perbaikan    | kurang           |
        |                   | jadwal pagi  | hasil            |
        | 20 lansia ikut    |              | perbaikan        |
        |                   |              | hasil, perbaikan |

    @S29
    Skenario: Evaluasi yang belum dilaporkan muncul di daftar tunggakan
      Diketahui program "Kelas lansia sehat" di Bitis yang berakhir dan sudah dievaluasi
      Ketika TKSK membuka daftar tunggakan dan daftar kerjanya
      Maka evaluasi program itu ada di keduanya
      Dan setelah dilaporkan evaluasi itu hilang dari keduanya

    @S29
    Skenario: Tunggakan evaluasi sampai kepada koordinator setiap bulan
      Diketahui program "Kelas lansia sehat" di Bitis yang berakhir tanpa evaluasi
      Ketika putaran bulanan berjalan pada 1 Oktober dan 1 November 2026
      Maka koordinator diberi tahu tentang program itu sekali untuk setiap bulan
