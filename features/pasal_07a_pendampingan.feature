# language: id
@pasal-7-ayat-2-a
Fitur: Pendampingan menurut Pasal 7 ayat (2) huruf a
  TKSK mendatangi rumah klien sebelum mengusulkan bantuan. Kunjungan yang tertunda
  tetap dicatat bersama kendalanya, supaya terlihat mengapa kasus belum maju.

  Latar Belakang:
    Diketahui hari ini Rabu, 2 September 2026
    Dan Kecamatan Gelumbang dengan direktori mitra bawaan
    Dan seorang lansia 71 tahun di Bitis yang kebutuhan sandang, pangan, dan papannya tidak terpenuhi

  Aturan: Usulan menunggu kunjungan rumah

    @PGR-04 @S55 @S61
    Skenario: Kunjungan rumah wajib sebelum usulan bantuan diajukan
      Diketahui datanya sudah dibenarkan oleh kepala desa dan RT/RW
      Ketika jadwal perutean dan pengiriman berjalan
      Maka rujukan ke Dinas Sosial tertahan oleh PGR-04
      Dan daftar kerja TKSK meminta kunjungan karena "belum dikunjungi"

    @PGR-04 @S55 @S61
    Skenario: Usulan bantuan berangkat sesudah rumahnya dikunjungi
      Diketahui rumahnya sudah dikunjungi
      Dan datanya sudah dibenarkan oleh kepala desa dan RT/RW
      Ketika jadwal perutean dan pengiriman berjalan
      Maka rujukan ke Dinas Sosial terkirim hari itu

    @PGR-03 @PGR-04 @S54
    Skenario: Kasus tanpa hasil kunjungan rumah tertahan di tahap terdata
      Diketahui kunjungan rumahnya tertunda karena "klien sedang di kebun"
      Ketika jadwal perutean dan pengiriman berjalan
      Maka kasus itu sudah terdata, tetapi belum terverifikasi dan belum dirutekan
      Dan tidak ada usulan yang terkirim

  Aturan: Kendala kunjungan menjadi catatan

    @S44 @S54
    Skenario: Kendala transportasi dicatat pada kunjungan yang tertunda
      Ketika TKSK mencatat kunjungan tertunda karena "jalan putus dan tidak ada perahu"
      Maka kendala itu tersimpan bersama nama pos dan waktu kunjungannya
      Dan daftar kerja TKSK meminta kunjungan karena "kunjungan tertunda"

    @S44
    Skenario: Kunjungan tertunda tanpa kendala tidak dapat dicatat
      Ketika TKSK mencatat kunjungan tertunda karena ""
      Maka TKSK diminta menyebut kendalanya
      Dan tidak ada kunjungan yang tercatat
