import type { ProtectedApp } from '../../model/app.ts';
import type { Reply } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import { SamlRefusal } from '../saml/saml-reason.ts';

/** Takes an app's message. The reason of a refusal goes to the log; the browser is told the same of every one. */
export async function refusedFor({ id }: ProtectedApp, steps: () => Promise<Reply>): Promise<Reply> {
  try {
    return await steps();
  } catch (error) {
    if (error instanceof SamlRefusal) throw new Failure('bad-request', `${id}: ${error.message}`, error);
    throw error;
  }
}
