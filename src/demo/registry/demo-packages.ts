/** A package that the registry is seeded with. */
export interface DemoPackage {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly code: string;
  readonly readme: string;
}

export const DEMO_PACKAGES: readonly DemoPackage[] = [
  {
    name: '@corp/design-tokens',
    version: '2.4.0',
    description: 'Colours, spacing and type sizes of the Corp design language',
    keywords: ['design', 'tokens', 'css'],
    code: `export const tokens = {\n  accent: '#0b5cab',\n  radius: 12,\n  space: [0, 4, 8, 12, 16, 24, 32],\n};\n`,
    readme: `# Design tokens

One source for the look of every internal tool.

\`\`\`js
import { tokens } from '@corp/design-tokens';

document.body.style.setProperty('--accent', tokens.accent);
\`\`\`

| token | value | where |
|---|---|---|
| \`accent\` | #0b5cab | buttons, links |
| \`radius\` | 12 px | cards |
| \`space\` | 0 – 32 px | gaps |

The [handbook](https://files.corp.test/docs/handbook) says when to use which.
`,
  },
  {
    name: '@corp/working-days',
    version: '1.0.3',
    description: 'Counts working days between two dates, bank holidays left out',
    keywords: ['date', 'calendar'],
    code: `export function workingDays(from, to) {\n  let days = 0;\n  for (const day = new Date(from); day <= to; day.setDate(day.getDate() + 1)) {\n    if (day.getDay() % 6 !== 0) days += 1;\n  }\n  return days;\n}\n`,
    readme: `# Working days

\`\`\`js
import { workingDays } from '@corp/working-days';

workingDays(new Date('2026-03-02'), new Date('2026-03-13')); // 10
\`\`\`

- Saturdays and Sundays are no working days.
- Both ends count.
`,
  },
  {
    name: 'retry-politely',
    version: '0.9.1',
    description: 'Repeats a call with growing, jittered pauses, and stops when asked to',
    keywords: ['retry', 'backoff', 'http'],
    code: `export async function retryPolitely(call, { tries = 5, pause = 100 } = {}) {\n  for (let turn = 1; ; turn++) {\n    try {\n      return await call(turn);\n    } catch (error) {\n      if (turn === tries) throw error;\n      await new Promise((done) => setTimeout(done, Math.random() * pause * 2 ** turn));\n    }\n  }\n}\n`,
    readme: `# Retry politely

> The server is not slow. It is tired.

\`\`\`js
const page = await retryPolitely(() => fetch('https://files.corp.test/api/files'), { tries: 3 });
\`\`\`

Pauses double and are jittered, so that a thousand clients do not come back at the same moment.
`,
  },
];
