import { type DestinationStream, destination, type Logger, pino } from 'pino';

/**
 * The operational log (not the activity log): JSON lines, one per exchange plus what went wrong. Secrets never reach it:
 * exchanges are logged by picked fields, and what could hold a secret is redacted by path all the same.
 */
export function createOperationalLog(level: string, stream: DestinationStream | 'stderr'): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ['cookie', 'authorization', '*.cookie', '*.authorization', '*.code', '*.state', '*.clientSecret'],
        censor: '[secret]',
      },
    },
    stream === 'stderr' ? destination({ dest: 2, sync: false }) : stream,
  );
}

/** Query values can be one-time codes or tokens, so only the names of parameters are logged. */
export function loggableTarget(target: string): string {
  const question = target.indexOf('?');
  if (question < 0) return target;
  const names = target
    .slice(question + 1)
    .split('&', 50)
    .map((pair) => pair.split('=', 1)[0]);
  return `${target.slice(0, question)}?${names.join('&')}`;
}

export type { Logger };
