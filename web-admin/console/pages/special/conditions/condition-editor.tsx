import { ActionIcon, Button, Group, Menu, Select, Stack, Text } from '@mantine/core'
import {
  IconArrowDown,
  IconArrowUp,
  IconDots,
  IconExclamationMark,
  IconFolderPlus,
  IconPlus,
  IconTrash,
  IconVariable,
} from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTexts } from '../../../../shared/i18n.tsx'
import { type ConditionSay, Leaf } from './leaf.tsx'
import {
  added,
  type Comparison,
  type Condition,
  type ConditionField,
  childrenOf,
  listsAbove,
  moved,
  type Path,
  partAt,
  replaced,
  unfinished,
} from './tree.ts'
import { conditionTexts } from './words.ts'
import './conditions.css'

type Props = {
  value: Condition | null
  onChange(condition: Condition | null): void
  fields: readonly ConditionField[]
  /** Mark what is not filled in; set after somebody tried to save. */
  showUnfinished?: boolean
  /** Hears the titles of rows that are named, for the sentence. */
  onTitles?: (titles: ReadonlyMap<string, string>) => void
}

type Editing = {
  root: Condition
  change(condition: Condition): void
  fields: readonly ConditionField[]
  say: ConditionSay
  marked: ReadonlySet<string>
  onTitles(titles: ReadonlyMap<string, string>): void
}

const blank: Comparison = { field: '', op: 'eq', value: '' }
const nothing = () => {}

/** Edits a condition tree: groups of all and any, opposites, "at least one of", and comparisons that fit their field. Null says always. */
export const ConditionEditor = ({ value, onChange, fields, showUnfinished = false, onTitles = nothing }: Props) => {
  const say = useTexts(conditionTexts)
  const root = useMemo<Condition>(
    () => (value === null ? { all: [] } : 'all' in value || 'any' in value ? value : { all: [value] }),
    [value],
  )
  const marked = useMemo(() => new Set(showUnfinished ? unfinished(root) : []), [showUnfinished, root])
  const change = (condition: Condition) => onChange(childrenOf(condition).length ? condition : null)
  return (
    <div className="condition-editor">
      <Part editing={{ root, change, fields, say, marked, onTitles }} path={[]} />
    </div>
  )
}

const Part = ({ editing, path }: { editing: Editing; path: Path }) => {
  const { root, change, fields, say, marked, onTitles } = editing
  const part = partAt(root, path)
  if (!part) return null
  const put = (made: Condition) => change(replaced(root, path, () => made))
  if ('op' in part) {
    const list = listsAbove(root, path).at(-1) ?? null
    return (
      <div className="condition-row">
        <Leaf
          condition={part}
          fields={fields}
          list={list}
          onChange={put}
          say={say}
          isUnfinished={marked.has(path.join('.'))}
          onTitles={onTitles}
        />
        <More editing={editing} path={path} />
      </div>
    )
  }
  if ('not' in part)
    return (
      <div className="condition-group condition-not">
        <div className="condition-row">
          <Text size="sm" fw={600} className="condition-word">
            {say('not')}
          </Text>
          <More editing={editing} path={path} />
        </div>
        <Part editing={editing} path={[...path, 0]} />
      </div>
    )
  if ('some' in part)
    return (
      <div className="condition-group condition-some">
        <div className="condition-row">
          <Group gap="xs" className="condition-leaf">
            <Text size="sm" fw={600}>
              {say('some')}
            </Text>
            <Select
              aria-label={say('field')}
              data={fields.filter(({ type }) => type === 'list').map(({ field, label }) => ({ value: field, label }))}
              value={part.some.in || null}
              onChange={(list) => list && put({ some: { in: list, where: part.some.where } })}
              allowDeselect={false}
              error={marked.has(path.join('.')) ? say('unfinished') : undefined}
              maw={220}
            />
            <Text size="sm" fw={600}>
              {say('has')}
            </Text>
          </Group>
          <More editing={editing} path={path} />
        </div>
        <Part editing={editing} path={[...path, 0]} />
      </div>
    )
  return <Crowd editing={editing} path={path} part={part} />
}

/** A group: its parts, how they go together, and what may be added. */
const Crowd = ({ editing, path, part }: { editing: Editing; path: Path; part: { all: Condition[] } | { any: Condition[] } }) => {
  const { root, change, say, fields } = editing
  const parts = childrenOf(part)
  const isRoot = path.length === 0
  const list = listsAbove(root, path).at(-1)
  const lists = fields.filter((one) => one.type === 'list' && !list)
  return (
    <div className={isRoot ? 'condition-root' : 'condition-group'}>
      {(!isRoot || parts.length > 1) && (
        <div className="condition-row">
          <Select
            aria-label={say('group')}
            className="condition-word"
            variant="unstyled"
            data={[
              { value: 'all', label: say('all') },
              { value: 'any', label: say('any') },
            ]}
            value={'all' in part ? 'all' : 'any'}
            onChange={(kind) => kind && change(replaced(root, path, () => (kind === 'all' ? { all: parts } : { any: parts })))}
            allowDeselect={false}
          />
          {!isRoot && <More editing={editing} path={path} />}
        </div>
      )}
      {parts.length === 0 && (
        <Text size="sm" c="dimmed">
          {say(isRoot ? 'empty' : 'emptyGroup')}
        </Text>
      )}
      <Stack gap="xs">
        {parts.map((_, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of a tree have no name but their place
          <Part key={position} editing={editing} path={[...path, position]} />
        ))}
      </Stack>
      <Group gap="xs" mt="xs">
        <Button variant="light" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={() => change(added(root, path, blank))}>
          {say('addCondition')}
        </Button>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconFolderPlus size={14} />}
          onClick={() => change(added(root, path, 'all' in part ? { any: [blank] } : { all: [blank] }))}
        >
          {say('addGroup')}
        </Button>
        {lists.map(({ field, label }) => (
          <Button
            key={field}
            variant="subtle"
            size="compact-sm"
            onClick={() => change(added(root, path, { some: { in: field, where: { all: [blank] } } }))}
          >
            {say('addSome', { list: label.toLowerCase() })}
          </Button>
        ))}
      </Group>
    </div>
  )
}

/** What else can be done with a part: moved, turned round, wrapped, removed. */
const More = ({ editing, path }: { editing: Editing; path: Path }) => {
  const { root, change, say, fields } = editing
  const part = partAt(root, path)
  if (!part) return null
  const above = path.slice(0, -1)
  const position = path.at(-1) ?? 0
  const parent = partAt(root, above)
  const siblings = parent ? childrenOf(parent).length : 0
  const isAlone = !parent || 'not' in parent || 'some' in parent
  const isOther = 'op' in part && typeof part.value === 'object' && !Array.isArray(part.value)
  const mayOther = 'op' in part && ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'].includes(part.op) && fields.length > 1 && part.field !== ''
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={say('more')} className="condition-more">
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconArrowUp size={14} />}
          disabled={isAlone || position === 0}
          onClick={() => change(moved(root, path, -1))}
        >
          {say('up')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowDown size={14} />}
          disabled={isAlone || position === siblings - 1}
          onClick={() => change(moved(root, path, 1))}
        >
          {say('down')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconExclamationMark size={14} />}
          onClick={() => change(replaced(root, path, (one) => ('not' in one ? one.not : { not: one })))}
        >
          {say('not' in part ? 'unturn' : 'turn')}
        </Menu.Item>
        {'op' in part && (
          <Menu.Item leftSection={<IconFolderPlus size={14} />} onClick={() => change(replaced(root, path, (one) => ({ any: [one] })))}>
            {say('wrap')}
          </Menu.Item>
        )}
        {mayOther && (
          <Menu.Item
            leftSection={<IconVariable size={14} />}
            onClick={() => change(replaced(root, path, () => ({ ...part, value: isOther ? '' : { field: '' } }) as Comparison))}
          >
            {say(isOther ? 'plainValue' : 'otherField')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconTrash size={14} />} onClick={() => change(replaced(root, path, () => null))}>
          {say('remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
