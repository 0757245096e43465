import type { Fields } from '../wire.ts'
import { fieldsOf, jsonOf, Refused, rowsOf, textOf } from '../wire.ts'
import { problemsOfView } from './blocks.ts'
import type { People } from './people.ts'
import type { Given } from './values.ts'
import { stateValues, unreadyFields } from './values.ts'
import type { Workspace } from './workspace.ts'

/** What came of a submission: closed, or still open with words at the fields, or for the whole form. */
export type Submitted = { open: boolean; errors?: Record<string, string>; trouble?: string }

const TROUBLE = 'We had some trouble connecting. Try again?'

/** Submitting and closing the modal a person has open. */
export const createModals = (space: Workspace, people: People) => {
  const { views, feed } = space
  const told = (user: string) => feed.tell({ platform: 'slack', what: 'view', user })

  const top = (user: string) => {
    const view = views.top(user)
    if (!view) throw new Refused(404, 'No modal is open.')
    return view
  }

  const obey = (user: string, answer: Fields): Submitted => {
    const view = top(user)
    if (answer.response_action === 'errors') {
      const errors = Object.fromEntries(Object.entries(fieldsOf(answer.errors)).map(([block, why]) => [block, textOf(why)]))
      const inputs = rowsOf(view.blocks).filter((block) => block.type === 'input')
      const stray = Object.keys(errors).find((block) => !inputs.some((one) => one.block_id === block))
      if (stray !== undefined || Object.keys(errors).length === 0)
        return {
          open: true,
          trouble:
            stray === undefined ? 'The app sent no errors.' : `The app sent an error for "${stray}", which is no input of this form.`,
        }
      return { open: true, errors }
    }
    if (answer.response_action === 'clear') {
      views.clear(user)
      return { open: false }
    }
    if (answer.response_action === 'update' || answer.response_action === 'push') {
      const problems = problemsOfView(answer.view)
      if (problems.length > 0) return { open: true, trouble: problems.join(' ') }
      if (answer.response_action === 'update') views.change(view, fieldsOf(answer.view))
      else if (views.pushOnto(user, fieldsOf(answer.view)).ok !== true)
        return { open: true, trouble: 'There are three views open already.' }
      return { open: true }
    }
    views.pop(user)
    return { open: views.top(user) !== undefined }
  }

  /** Presses Submit, with values by block id, action id or label. Slack's own window checks required fields and lengths first. */
  const submit = async (user: string, values: Record<string, Given>): Promise<Submitted> => {
    const who = people.user(user)
    const view = top(user)
    if (!view.submit && rowsOf(view.blocks).every((block) => block.type !== 'input'))
      throw new Refused(409, 'This modal has no submit button.')
    const state = stateValues(view.blocks, values)
    const unready = unreadyFields(view.blocks, state)
    if (Object.keys(unready).length > 0) return { open: true, errors: unready }
    const payload = {
      type: 'view_submission',
      user: who,
      ...people.base,
      trigger_id: views.trigger(user),
      view: { ...view, state: { values: state } },
      response_urls: [],
    }
    const answer = await space.interaction(payload)
    if (answer.status !== 200) return { open: true, trouble: TROUBLE }
    const said = answer.text.trim()
    const parsed = said === '' ? {} : jsonOf(said)
    if (parsed === undefined) return { open: true, trouble: 'The app answered with something that is no JSON.' }
    // A view that was updated by views.update while the app was thinking is closed all the same, as in Slack.
    const done = views.top(user) === undefined ? { open: false } : obey(user, fieldsOf(parsed))
    told(user)
    return done
  }

  /** Closes the modal (the cross, or Cancel); with `all`, the whole stack. The app is told where it asked to be. */
  const close = async (user: string, all = false) => {
    const who = people.user(user)
    const view = top(user)
    if (all || view.clear_on_close === true) views.clear(user)
    else views.pop(user)
    told(user)
    if (view.notify_on_close === true) await space.interaction({ type: 'view_closed', user: who, ...people.base, view, is_cleared: all })
    return { open: views.top(user) !== undefined }
  }

  /** Asks the app for the options of an external select. */
  const suggest = async (user: string, blockId: string, actionId: string, typed: string) => {
    const who = people.user(user)
    const view = views.top(user)
    const payload = {
      type: 'block_suggestion',
      user: who,
      ...people.base,
      block_id: blockId,
      action_id: actionId,
      value: typed,
      ...(view ? { view } : {}),
    }
    const answer = await space.interaction(payload)
    return rowsOf(fieldsOf(jsonOf(answer.text)).options)
  }

  return { submit, close, suggest }
}

export type Modals = ReturnType<typeof createModals>
