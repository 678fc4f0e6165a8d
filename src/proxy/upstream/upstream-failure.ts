import { Failure, type FailureCode } from '../../model/failure.ts';

/** Error codes of node:tls, node:net and undici -> our closed list. What is not listed is a broken answer. */
const CODES: ReadonlyArray<readonly [pattern: RegExp, code: FailureCode]> = [
  [
    /^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_CA|PATH_LENGTH|INVALID_PURPOSE|HOSTNAME_MISMATCH|ERR_TLS_CERT)/,
    'upstream-certificate',
  ],
  [/^(ERR_SSL|EPROTO|ERR_TLS)/, 'upstream-protocol'],
  [/^(UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ETIMEDOUT)$/, 'upstream-timeout'],
  [
    /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/,
    'upstream-unreachable',
  ],
];

/** Names what went wrong with an upstream. Never loses the original: it is the `cause`. */
export function upstreamFailure(error: unknown, host: string): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof Error && error.cause instanceof Failure) return error.cause;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = CODES.find(([pattern]) => pattern.test(code));
  const detail = `${host}: ${code || 'no code'} ${error instanceof Error ? error.message : String(error)}`;
  return new Failure(known?.[1] ?? 'upstream-protocol', detail, error);
}
