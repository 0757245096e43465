import { Page } from '../parts/page.tsx'

export const FirstSteps = () => <Page title="FirstSteps">{null}</Page>
