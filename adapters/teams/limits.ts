/**
 * What Teams takes. Sources: "Format your bot messages" (a message of 40 KB counted as UTF-16 is taken everywhere; newer pages say
 * 100 KB, and base64 pictures do not count), the Adaptive Card schema 1.5, and what its clients show.
 */
export const limits = {
  /** In bytes, two for each code unit, pictures not counted. */
  messageBytes: 40 * 1024,
  text: 8000,
  title: 150,
  /** More actions than this are put away behind "…" by some clients. */
  actions: 5,
  actionTitle: 75,
  choiceTitle: 100,
  choices: 100,
  inputText: 3000,
  label: 300,
  pictureBytes: 1024 * 1024,
  searchResults: 15,
} as const

/** The size that Teams counts: the JSON as UTF-16, without the bytes of pictures. */
export const sizeOf = (activity: unknown) =>
  JSON.stringify(activity, (_key, value: unknown) => (typeof value === 'string' && value.startsWith('data:image/') ? 'data:' : value))
    .length * 2
