// Drives the bot with Microsoft's own Agents Playground: `npm run check:teams`.
import '../adapters/teams/testing-playground.ts'
