# language: id
Fitur: Administrasi menurut Pasal 8
  Administrasi adalah perencanaan, pelaksanaan, dan pelaporan: pemetaan sosial, pencatatan,
  dan pelaporan. Setiap program yang dijalankan dievaluasi, dan hasilnya dilaporkan kepada
  Dinas Sosial.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan

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
