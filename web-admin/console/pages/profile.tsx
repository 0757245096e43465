import { Page } from '../parts/page.tsx'

export const Profile = () => <Page title="Profile">{null}</Page>
