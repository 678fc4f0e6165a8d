import type { Template } from './fill.ts';

/** What the gateway's pages say in one language. `{app}` and the like are filled in. */
export interface Texts {
  readonly layout: {
    /** `{id}` */
    readonly reference: Template;
  };
  readonly notice: {
    /** `{app}` */
    readonly title: Template;
    readonly text: Template;
    readonly hide: Template;
    /** `{app}` */
    readonly go: Template;
  };
}
