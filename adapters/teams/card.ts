/** The parts of Adaptive Cards 1.5 that we use. */
export type Card = {
  type: 'AdaptiveCard'
  $schema: string
  version: '1.5'
  body: Element[]
  actions?: Action[]
  refresh?: { action: Action }
  msteams?: { width: 'Full' }
  fallbackText?: string
}

export type Element =
  | {
      type: 'TextBlock'
      text: string
      wrap: true
      id?: string
      size?: 'Small' | 'Medium' | 'Large'
      weight?: 'Bolder'
      color?: 'Good' | 'Attention' | 'Warning' | 'Accent'
      isSubtle?: true
      spacing?: 'None' | 'Small' | 'Medium'
      style?: 'heading'
    }
  | { type: 'FactSet'; facts: { title: string; value: string }[] }
  | { type: 'ActionSet'; actions: Action[] }
  | { type: 'Image'; url: string; altText: string; size?: 'Stretch' }
  | { type: 'Container'; id?: string; style?: 'emphasis' | 'good' | 'attention'; items: Element[]; bleed?: true; separator?: true }
  | Input

export type Input = { id: string; label: string; isRequired?: boolean; errorMessage?: string } & (
  | { type: 'Input.Text'; isMultiline?: boolean; maxLength?: number; value?: string; placeholder?: string }
  | { type: 'Input.Number'; value?: number; placeholder?: string }
  | { type: 'Input.Date'; value?: string }
  | { type: 'Input.ChoiceSet'; style: 'compact'; choices: { title: string; value: string }[]; value?: string; placeholder?: string }
)

export type Action =
  | {
      type: 'Action.Execute'
      verb: string
      title: string
      data: Record<string, unknown>
      style?: 'positive' | 'destructive'
      tooltip?: string
      associatedInputs?: 'none' | 'auto'
      fallback?: Action
    }
  | {
      type: 'Action.Submit'
      title: string
      data: Record<string, unknown>
      style?: 'positive' | 'destructive'
      associatedInputs?: 'none' | 'auto'
    }
  | { type: 'Action.OpenUrl'; title: string; url: string }

export const cardType = 'application/vnd.microsoft.card.adaptive'

/** A card of these parts. */
export const cardOf = (body: Element[], actions: Action[] = []): Card => ({
  type: 'AdaptiveCard',
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  version: '1.5',
  body,
  ...(actions.length > 0 && { actions }),
})

/**
 * A deed that its presser sees the outcome of in the card itself. Clients that do not know Action.Execute send the same data as a
 * message (Action.Submit).
 */
export const deed = (
  verb: string,
  title: string,
  data: Record<string, unknown>,
  { tone, inputs = false, tooltip }: { tone?: 'primary' | 'danger' | undefined; inputs?: boolean; tooltip?: string } = {},
): Action => {
  const style = tone ? { style: tone === 'primary' ? ('positive' as const) : ('destructive' as const) } : {}
  const associated = { associatedInputs: inputs ? ('auto' as const) : ('none' as const) }
  const said = { ...data, parley: verb }
  return {
    type: 'Action.Execute',
    verb,
    title,
    data: said,
    ...style,
    ...associated,
    ...(tooltip && { tooltip }),
    fallback: { type: 'Action.Submit', title, data: said, ...style, ...associated },
  }
}
