/** What the app knows of a visitor: two cookies on the parent domain, shared by both of its hosts. */
export interface Visitor {
  /** Script reads and writes this one. */
  readonly theme: 'light' | 'dark' | 'auto';
  /** HttpOnly: script never sees it. Pages opened so far. */
  readonly visits: number;
  /** Names of all cookies sent. */
  readonly cookieNames: readonly string[];
}

const DOMAIN = 'corp.test';

export function visitorOf(cookieField: string | undefined): Visitor {
  const pairs = (cookieField ?? '').split(';').flatMap((pair) => {
    const [name, value] = pair.split('=', 2);
    return name === undefined || value === undefined ? [] : [[name.trim(), value.trim()] as const];
  });
  const cookies = new Map(pairs);
  const theme = cookies.get('theme');
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    visits: Number.parseInt(cookies.get('visits') ?? '0', 10) || 0,
    cookieNames: [...cookies.keys()].sort(),
  };
}

/** Set-Cookie for one more page opened. */
export function visitCookie(visitor: Visitor): string {
  return `visits=${visitor.visits + 1}; Domain=${DOMAIN}; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax`;
}
