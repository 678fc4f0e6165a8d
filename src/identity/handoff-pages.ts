import type { HeaderList } from '../model/headers.ts';
import type { Landing } from './landings.ts';
import type { PostedForm } from './posted-form.ts';

/** What every such page is given. */
interface AnyPage {
  readonly nonce: string;
  /** The header fields of the request, which tell its language; English where there are none. */
  readonly accept?: HeaderList;
}

/** Pages a person may see on the way in and out; rendered elsewhere, so that this folder knows no markup. */
export interface HandoffPages {
  /** Reads the fragment (only script can) and goes on to `next` with it as the parameter `fragment`. */
  begin(page: AnyPage & { readonly next: string }): string;
  /** Loads every URL of `joins`, then goes to `target`, with `fragment` or the page's own. */
  opening(
    page: AnyPage & {
      readonly appName: string;
      readonly joins: readonly string[];
      readonly target: string;
      readonly fragment: string;
    },
  ): string;
  /** Sends a form with these fields by itself, to `action` with the page's own fragment where it is to be kept. */
  leave(
    page: AnyPage & {
      readonly action: string;
      readonly fields: Readonly<Record<string, string>>;
      readonly keepsFragment?: true;
    },
  ): string;
  /** Holds a form that came without a session, and sends it once the user is signed in again, which begins at `next`. */
  resend(
    page: AnyPage & {
      readonly appName: string;
      readonly action: string;
      readonly form: PostedForm;
      readonly next: string;
    },
  ): string;
  /** Says that the user is signed in again, or has given a reason, to them and to pages of this host that wait for it. */
  again(page: AnyPage & { readonly appName: string; readonly after: 'sign-in' | 'reason' }): string;
  signOut(page: AnyPage & { readonly userName: string; readonly action: string }): string;
  /** `back`: an app to go back to, where there is one. */
  signedOut(page: AnyPage & { readonly back?: Landing | undefined }): string;
}
