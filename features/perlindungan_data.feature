# language: id
@uu-27-2022
Fitur: Perlindungan data klien
  Nama, NIK, alamat, dan jenis masalah hanya sampai kepada yang memerlukannya. Anak
  tidak bergantung pada izin orang yang menyakitinya, dan auditor memeriksa keputusan
  tanpa tahu siapa orangnya.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan

  Aturan: NIK tidak pernah tampil utuh

    @pasal-8-ayat-2-b @S74
    Skenario konsep: NIK tampil tersamar dalam daftar dan log
      Diketahui kasus lansia bernama "Warga Rahasia" dengan NIK "9903064503500777" yang rujukannya sudah terkirim
      Ketika <pembaca> membuka daftar kasus, rincian kasus, dan daftar rujukan
      Maka NIK utuh tidak tampak di mana pun
      Dan rincian kasus menampilkan NIK tersamar
      Dan log program tidak memuat NIK dan nama itu

      Contoh: yang paling banyak boleh membaca
        | pembaca     |
        | TKSK        |
        | koordinator |

  Aturan: Pesan tidak menyebut masalahnya

    @pasal-8-ayat-2-b @PGR-06
    Skenario konsep: Pemberitahuan rujukan tertutup tidak menyebut jenis masalah
      Diketahui kasus <jenis> bernama "Warga Rahasia" yang rujukannya terkirim ke mitra dengan alamat surel
      Ketika jadwal mengirim pesan berjalan
      Maka surel kepada mitra menyebut layanannya sebagai "<layanan>"
      Dan surel itu tidak memuat jenis masalah, nama, dan NIK

      Contoh: terbuka dan tertutup
        | jenis                                    | layanan                                 |
        | korban kekerasan                         | layanan khusus                          |
        | lansia yang tidak terpenuhi kebutuhannya | Rehabilitasi sosial dasar di luar panti |

  Aturan: Anak tidak bergantung pada izin pelakunya

    @pasal-7-ayat-2-d @uu-35-2014 @PMKS-06 @PGR-06
    Skenario konsep: Persetujuan wali tidak diminta dari terduga pelaku
      Diketahui <anak> tanpa persetujuan wali
      Ketika jadwal perutean dan pengiriman berjalan
      Maka rujukan anak itu <hasil>
      Dan persetujuan wali <diminta>

      Contoh: ada dan tidak ada terduga pelaku di rumah
        | anak                                         | hasil                   | diminta                                       |
        | anak terlantar yang sudah diverifikasi       | tertahan oleh PGR-03-D  | diminta sebelum rujukan dikirim               |
        | anak korban kekerasan yang pelakunya serumah | terkirim saat itu juga  | boleh menyusul dan bukan dari terduga pelaku  |

  Aturan: Auditor memeriksa keputusan, bukan orang

    @pasal-8-ayat-2-b @S74 @PGR-20
    Skenario: Auditor melihat jejak keputusan tanpa identitas
      Diketahui kasus lansia bernama "Warga Rahasia" dengan NIK "9903064503500777" yang rujukannya sudah terkirim
      Ketika auditor membuka daftar keputusan, menceritakannya, dan memutarnya ulang
      Maka auditor membaca fakta, aturan "PMKS-08", mitra yang dipilih, dan siapa berbuat apa
      Dan keputusan itu terbukti sama bila diputar ulang
      Tapi nama, NIK, tanggal lahir, desa, dan kode kasusnya tidak tampak

    @pasal-8-ayat-2-b @S74
    Skenario konsep: Auditor tidak membuka kasus
      Diketahui kasus lansia bernama "Warga Rahasia" dengan NIK "9903064503500777" yang rujukannya sudah terkirim
      Ketika auditor mencoba membuka <catatan>
      Maka auditor ditolak dan ditunjukkan jalan ke daftar keputusan
      Dan nama dan NIK itu tidak tampak

      Contoh: catatan yang memuat kode kasus atau desa
        | catatan        |
        | daftar kasus   |
        | rincian kasus  |
        | daftar rujukan |
