/** One bar of a chart: how long it is, and what stands at it, in words. */
export type Bar = { label: string; value: number; shown: string; tone?: 'neutral' | 'good' | 'bad' }

/** A picture of at most two bar charts side by side, in words of one language; whoever draws it adds nothing. */
export type Picture = {
  title: string
  subtitle?: string
  /** `nothing`: what stands in the place of bars where there are none. */
  charts: { title: string; bars: Bar[]; nothing: string }[]
}

/** Draws a picture as a PNG, without a network. */
export type DrawPicture = (picture: Picture) => Promise<Uint8Array>
