/** The few sentences that a transport must say itself, because nobody behind it can any more. */
export type SlackWords = {
  /** The deed takes longer than Slack waits; its answer comes by itself. */
  working: string
  /** The deed broke. */
  failed: string
  /** The form came too late for Slack to open it. */
  pressAgain: string
  /** So many lines did not fit into the message. */
  more: (lines: number) => string
}

/** The words in English, the default. */
export const englishWords: SlackWords = {
  working: 'Working on it. The answer will appear here.',
  failed: 'Sorry, something went wrong here. Please look whether it has happened before you try again.',
  pressAgain: 'That took longer than Slack allows for opening a form. Please press once more.',
  more: (lines) => (lines === 1 ? '… and 1 more line' : `… and ${lines} more lines`),
}
