import { headerTarget } from '../../identity/deep-link.ts';
import { page } from '../../identity/handoff-reply.ts';
import { type PostedForm, readPostedForm } from '../../identity/posted-form.ts';
import type { Identified, Judgement, Reply } from '../../model/exchange.ts';
import type { HeaderList } from '../../model/headers.ts';
import { renderHeldForm } from '../pages/held-form.ts';
import { chooseLanguage } from '../pages/texts/choose-language.ts';

/** The form that a request sends, where it can be kept and sent again: nothing of it has gone to the app yet. */
export async function heldForm(exchange: Identified): Promise<PostedForm | undefined> {
  // Once the app has answered it has the form, and would get it twice.
  return 'responseHeaders' in exchange ? undefined : readPostedForm(exchange);
}

/** The page that keeps a form until its user has taken a step, which begins at `next`. */
export function heldFormReply(
  exchange: Identified,
  { decision }: Judgement,
  form: PostedForm,
  next: string,
  cookies: HeaderList = [],
): Reply {
  const why = decision.action === 'step-up' ? 'step-up' : 'warn';
  const html = (nonce: string): string =>
    renderHeldForm({
      nonce,
      language: chooseLanguage(exchange.headers),
      appName: exchange.app.name,
      why,
      action: headerTarget(exchange.target),
      form,
      next,
      exchangeId: exchange.id,
      ...(decision.message === undefined ? {} : { message: decision.message }),
    });
  return { ...page(html, { form: true, cookies }), status: why === 'step-up' ? 401 : 403 };
}
