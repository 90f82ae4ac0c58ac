# language: id
Fitur: Fasilitasi menurut Pasal 7 ayat (1) dan (2)
  Fasilitasi berbentuk pendampingan sosial, bimbingan sosial, kemitraan, dan/atau
  rujukan. Satu kasus memakai paling sedikit satu bentuk, boleh lebih dari satu.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan
    Dan salinan paket aturan bawaan di folder koordinator

  Aturan: Paling sedikit satu bentuk, dan hanya empat bentuk itu

    @pasal-7-ayat-2 @PGR-01 @S01
    Skenario: Kasus tanpa bentuk fasilitasi tidak dapat disimpan
      Diketahui aturan lansia terlantar yang bentuknya dikosongkan
      Ketika kasus lansia didaftarkan dan diputuskan dengan aturan itu
      Maka tidak ada keputusan dan tidak ada rujukan yang tersimpan
      Dan koordinator membaca "'bentuk' pada 'maka' aturan PMKS-08 belum diisi"

    @pasal-7-ayat-2 @PGR-01 @S01
    Skenario: Bentuk fasilitasi di luar empat bentuk Pasal 7 ditolak
      Diketahui aturan lansia terlantar yang bentuknya ditulis "pendampingan, bansos"
      Ketika kasus lansia didaftarkan dan diputuskan dengan aturan itu
      Maka tidak ada keputusan dan tidak ada rujukan yang tersimpan
      Dan koordinator membaca "'bansos' bukan nilai 'bentuk' pada 'maka' aturan PMKS-08"
      Dan saran yang diberikan "pilihannya: pendampingan, bimbingan, kemitraan, rujukan"

    @pasal-7-ayat-2 @PGR-01 @S01
    Skenario: Satu kasus dapat memakai pendampingan dan rujukan sekaligus
      Diketahui aturan lansia terlantar yang bentuknya ditulis "pendampingan, rujukan"
      Ketika kasus lansia didaftarkan dan diputuskan dengan aturan itu
      Maka rujukannya memakai bentuk "pendampingan" dan "rujukan"

  Aturan: Langsung maupun tidak langsung

    @pasal-7-ayat-1 @S10 @S73
    Skenario konsep: Fasilitasi tidak langsung melalui karang taruna tercatat sebagai tidak langsung
      Diketahui seorang lansia di Bitis yang diketahui TKSK melalui "<jalan>"
      Ketika TKSK mendaftarkan kasus itu
      Maka kasusnya tercatat difasilitasi "<cara>" melalui "<jalan>"

      Contoh: dari mana TKSK tahu
        | jalan          | cara           |
        | karang taruna  | tidak langsung |
        | desa           | tidak langsung |
        | datang sendiri | langsung       |
        | langsung tksk  | langsung       |
