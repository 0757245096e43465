import { Autocomplete, Avatar, Badge, Card, Group, Stack, Text, Title } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'wouter'
import { day } from '../../../../shared/format.ts'
import type { Row } from '../../../../shared/house.ts'
import { useLanguage, useTexts } from '../../../../shared/i18n.tsx'
import { useHouse } from '../../../../shared/use-house.tsx'
import { ConfirmAction } from '../../../parts/confirm-action.tsx'
import { Empty } from '../../../parts/empty.tsx'
import { Page } from '../../../parts/page.tsx'
import { Ready, useDeed, useRows } from '../parts/read.tsx'
import { textOf } from '../parts/rows.ts'
import { peopleTexts } from './words.ts'
import '../special.css'

const nameOf = (row: Row) => row.$title ?? `${textOf(row, 'firstName')} ${textOf(row, 'lastName')}`

/** Colleagues by team, and who stands in for whom. */
export const Teams = () => {
  const say = useTexts(peopleTexts)
  const staff = useRows('staff')
  return (
    <Page title={say('teamsTitle')} says={say('teamsSays')}>
      <Ready of={staff}>
        {({ items }) => {
          const here = items.filter((row) => row.state !== 'left')
          if (!here.length) return <Empty icon={IconUsers} title={say('noPeople')} says={say('noPeopleSays')} />
          const teams = [...new Set(here.map((row) => textOf(row, 'team')))].sort((a, b) => Number(!a) - Number(!b) || a.localeCompare(b))
          return (
            <Stack gap="lg">
              {teams.map((team) => {
                const members = here.filter((row) => textOf(row, 'team') === team)
                return (
                  <section key={team} aria-label={team || say('noTeam')}>
                    <Group gap="xs" mb="xs">
                      <Title order={2}>{team || say('noTeam')}</Title>
                      <Text size="sm" c="dimmed">
                        {say('people', { n: members.length })}
                      </Text>
                    </Group>
                    <Card withBorder p={0}>
                      <ul className="plain-list">
                        {members.map((row) => (
                          <Member key={row.id} row={row} staff={here} teams={teams.filter(Boolean)} />
                        ))}
                      </ul>
                    </Card>
                  </section>
                )
              })}
            </Stack>
          )
        }}
      </Ready>
    </Page>
  )
}

const Member = ({ row, staff, teams }: { row: Row; staff: readonly Row[]; teams: readonly string[] }) => {
  const say = useTexts(peopleTexts)
  const { language } = useLanguage()
  const { actions } = useHouse()
  const update = useDeed('staff.update')
  const [team, setTeam] = useState(textOf(row, 'team'))
  const away = textOf(row, 'awayUntil')
  const standIn = staff.find(({ id }) => id === row.standInId)
  const name = nameOf(row)
  const version = row.version === undefined ? {} : { version: row.version }
  const save = async () => {
    if (team.trim() === textOf(row, 'team')) return
    if (!(await update.go({ id: row.id, ...version, input: { team: team.trim() || null } }))) setTeam(textOf(row, 'team'))
  }
  return (
    <li className="member">
      <Avatar name={name} color="gray" variant="outline" size={34} aria-hidden />
      <div className="member-name">
        <Link href={`/staff/${row.id}`} className="strong-link">
          {name}
        </Link>
        <Text size="sm" c="dimmed" className="break">
          {textOf(row, 'email')}
        </Text>
      </div>
      <div className="member-state">
        {away ? (
          <>
            <Badge color="clay" variant="light" className="wrap-badge">
              {say('away', { day: day(away, language) })}
            </Badge>
            <Text size="sm" c="dimmed">
              {standIn ? say('standIn', { name: nameOf(standIn) }) : say('noStandIn')}
            </Text>
          </>
        ) : (
          <Text size="sm" c="dimmed">
            {say('here')}
          </Text>
        )}
      </div>
      <Autocomplete
        aria-label={say('team', { name })}
        placeholder={say('teamPlaceholder')}
        data={[...teams]}
        value={team}
        onChange={setTeam}
        onBlur={() => void save()}
        onOptionSubmit={(chosen) => setTeam(chosen)}
        disabled={!actions['staff.update']?.may}
        size="xs"
        w={150}
      />
      {away ? (
        <ConfirmAction action="staff.come_back" id={row.id} {...version} label={say('back')} size="xs" />
      ) : (
        <ConfirmAction action="staff.set_away" id={row.id} {...version} label={say('setAway')} size="xs" />
      )}
    </li>
  )
}
