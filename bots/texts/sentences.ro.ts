/** What rooms say, in Romanian, by code. A test holds that every code of the house is here with the same places. */
export const sentencesRo: Readonly<Record<string, string>> = {
  'client.blocked':
    'Comenzile noi pentru {client} sunt oprite: ai de plată {open}, din care {overdue} restant. După plată, comenzile merg din nou.',
}
