/** What people choose first where twelve characters are asked for, in lower case. Shorter ones are refused anyway. */
const common = new Set(
  `123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 012345678901 123456123456 123123123123 121212121212 112233445566
  987654321098 098765432109 0987654321098 111222333444 123412341234 102030405060 147258369147 159357159357 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i
  1qaz2wsx3edc 1qaz2wsx3edc4rfv qazwsxedcrfv qazwsxedcrfvtgb zaq12wsxcde3 zaq1xsw2cde3 qwertyuiopas qwertyuiop12 qwertyuiop123 qwertyuiop1234
  qwertyuiop[] qwertyuiopasdf qwertyuiopasdfghjkl qwerty123456 qwerty1234567 qwerty12345678 qwerty123456789 qwertyqwerty qwerty123qwerty asdfghjkl123
  asdfghjklzxc asdfasdfasdf asdfghjkl1234 zxcvbnm12345 zxcvbnm123456 zxcvbnmasdfg qweasdzxc123 qweasdzxcrty qwe123qwe123 qwe123asd456 123qweasdzxc
  123456qwerty 123456789qwe 12345qwertyu 1234qwerasdf 1234qwerasdfzxcv abc123abc123 abcd1234abcd abcdefghijkl abcdefghijklm abcdefghijklmnop abcdef123456
  abcabcabcabc aaaabbbbcccc a1b2c3d4e5f6 a123456789012 a12345678901 aa1234567890 abc123456789 abcd12345678 password1234 password12345 password123456
  password1234567 password12345678 password123! password1234! passwordpassword passw0rd1234 p@ssw0rd1234 p@ssw0rd12345 p@ssword1234 p@ssw0rd123! password@123
  password@1234 password2020 password2021 password2022 password2023 password2024 password2025 password2026 password2027 mypassword12 mypassword123
  mypassword1234 newpassword1 newpassword123 changeme1234 changeme12345 changemenow! changemeplease letmein12345 letmein123456 letmeinplease letmeinletmein
  welcome12345 welcome123456 welcome1234! welcome@1234 welcomewelcome welcome2024! welcome2025! welcome2026! administrator administrator1 administrator123
  admin1234567 admin12345678 admin123456789 adminadmin12 adminadminadmin admin123admin admin@123456 rootrootroot root12345678 superadmin123 superuser1234
  iloveyou1234 iloveyou12345 iloveyouforever iloveyousomuch iloveyou2024 iloveyou2025 iloveyou2026 teamoteamote ilovemyfamily iloveyoubaby football1234
  football12345 basketball12 basketball123 baseball1234 liverpool1234 liverpool123 manchester12 manchesterunited arsenal12345 chelsea12345 barcelona123
  realmadrid12 realmadrid123 steauabucuresti dinamobucuresti universitatea sunshine1234 princess1234 princess12345 dragon123456 dragonballz1 monkey123456
  superman1234 superman12345 batman123456 spiderman123 pokemon12345 starwars1234 starwars12345 harrypotter1 harrypotter123 michaeljackson metallica123
  trustno1trustno1 correcthorsebatterystaple computer1234 computer12345 internet1234 samsung12345 samsunggalaxy google123456
  facebook1234 facebook12345 whatsapp1234 instagram123 minecraft123 fortnite1234 summer123456 summer2024!! summer2025!! summer2026!! winter123456 winter2025!!
  winter2026!! spring2026!! autumn2026!! january12345 december1234 romania12345 romania123456 bucuresti123 bucuresti1234 transilvania parola123456 parola12345
  parola1234567 parola12345678 parolaparola parolamea123 parolamea1234 parolaunudoitrei test12345678 testtesttest test1234test testpassword testpassword1
  temppassword temppassword1 temporary123 guest1234567 user12345678 default12345 secret123456 secretsecret topsecret1234 master123456 shadow123456
  whatever1234 nothing12345 freedom12345 blink182blink charlie12345 jennifer1234 jordan232323 michelle1234 alexandra123 alexandru123 andreea12345 gabriela1234
  cristina1234 elena1234567 maria1234567 qwertzuiop12 qwertzuiop123 qwertzuiopas qwertz123456 azertyuiop12 azertyuiop123 azerty123456 q1w2e3r4t5y6 q1w2e3r4t5y6u7
  zxcvbnmzxcvbnm poiuytrewq12 poiuytrewq123 mnbvcxzlkjhg lkjhgfdsapoi 314159265358 271828182845 0000000000000 00000000000000 007007007007`
    .split(/\n\s*|\s(?=\S)/)
    .map((one) => one.trim()),
)

/** One of those, the same few characters over and over, or a plain run of letters or digits. Takes lower case. */
export const isCommon = (plain: string): boolean => {
  if ([plain, plain.replace(/\s/g, ''), plain.replace(/[!?.*#$]+$/, '')].some((one) => common.has(one))) return true
  if (new Set(plain).size <= 3 || /^(.{1,4})\1+.{0,3}$/.test(plain)) return true
  const steps = [...plain].slice(1).map((character, index) => character.codePointAt(0)! - plain.codePointAt(index)!)
  return steps.every((step) => step === 1) || steps.every((step) => step === -1)
}
