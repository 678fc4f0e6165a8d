import type { DemoApp } from './demo-app.ts';
import { filesApp } from './files-app/files-app.ts';
import { flowsApp } from './flows/flows-app.ts';
import { registryApp } from './registry/registry-app.ts';

/** The apps of the demo, in the order they are shown. */
export const DEMO_APPS: readonly DemoApp[] = [filesApp, registryApp, flowsApp];
