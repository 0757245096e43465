/** Where the seats of Romania's counties are (latitude, longitude), by the county's code: near enough to say which saved address is meant. */
const seats: Readonly<Record<string, readonly [number, number]>> = {
  AB: [46.07, 23.57],
  AG: [44.86, 24.87],
  AR: [46.18, 21.31],
  B: [44.43, 26.1],
  BC: [46.57, 26.91],
  BH: [47.06, 21.93],
  BN: [47.13, 24.5],
  BR: [45.27, 27.96],
  BT: [47.74, 26.67],
  BV: [45.65, 25.61],
  BZ: [45.15, 26.82],
  CJ: [46.77, 23.59],
  CL: [44.2, 27.33],
  CS: [45.3, 21.89],
  CT: [44.18, 28.63],
  CV: [45.86, 25.79],
  DB: [44.93, 25.46],
  DJ: [44.32, 23.8],
  GJ: [45.03, 23.27],
  GL: [45.44, 28.04],
  GR: [43.9, 25.97],
  HD: [45.88, 22.9],
  HR: [46.36, 25.8],
  IF: [44.5, 26.1],
  IL: [44.56, 27.36],
  IS: [47.16, 27.59],
  MH: [44.63, 22.66],
  MM: [47.66, 23.57],
  MS: [46.54, 24.56],
  NT: [46.93, 26.37],
  OT: [44.43, 24.36],
  PH: [44.94, 26.02],
  SB: [45.79, 24.15],
  SJ: [47.19, 23.06],
  SM: [47.79, 22.89],
  SV: [47.65, 26.26],
  TL: [45.18, 28.8],
  TM: [45.75, 21.23],
  TR: [43.97, 25.33],
  VL: [45.1, 24.37],
  VN: [45.7, 27.18],
  VS: [46.64, 27.73],
}

const EARTH_KM = 6371
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** How far a place is from the seat of an address's county, in km; null where the county is not known. */
export const kmFromCounty = (place: { latitude: number; longitude: number }, countyCode: string | null): number | null => {
  const seat = countyCode ? seats[countyCode.toUpperCase()] : undefined
  if (!seat) return null
  const [latitude, longitude] = seat
  const north = radians(latitude - place.latitude)
  const east = radians(longitude - place.longitude)
  const h = Math.sin(north / 2) ** 2 + Math.cos(radians(latitude)) * Math.cos(radians(place.latitude)) * Math.sin(east / 2) ** 2
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)))
}
