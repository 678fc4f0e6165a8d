import { createHash } from 'node:crypto';
import { DEMO_PACKAGES, type DemoPackage } from './demo-packages.ts';
import { makeTarball } from './tarball.ts';

/** Publishes the packages that the registry at `local` does not have yet, as `npm publish` does, under `publicUrl`. */
export async function publishPackages(local: string, publicUrl: string, password: string): Promise<void> {
  const missing: DemoPackage[] = [];
  for (const entry of DEMO_PACKAGES) if ((await fetch(packageUrl(local, entry))).status === 404) missing.push(entry);
  if (missing.length === 0) return;
  const token = await signIn(local, password);
  for (const entry of missing) {
    const response = await fetch(packageUrl(local, entry), {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(publication(entry, publicUrl)),
    });
    if (!response.ok)
      throw new Error(`the registry refused ${entry.name}: ${response.status} ${await response.text()}`);
  }
}

function packageUrl(local: string, { name }: DemoPackage): string {
  return `${local}/${name.replace('/', '%2f')}`;
}

async function signIn(local: string, password: string): Promise<string> {
  const response = await fetch(`${local}/-/user/org.couchdb.user:demo`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'demo', password, email: 'demo@corp.test', type: 'user', roles: [] }),
  });
  const answer = (await response.json()) as { token?: string };
  if (answer.token === undefined) throw new Error(`the registry gave no token: ${response.status}`);
  return answer.token;
}

/** The document `npm publish` sends: the version's manifest and the tarball as an attachment. */
function publication({ name, version, description, keywords, code, readme }: DemoPackage, publicUrl: string): object {
  const manifest = {
    name,
    version,
    description,
    keywords,
    type: 'module',
    main: 'main.js',
    license: 'Apache-2.0',
    author: 'Corp platform team',
  };
  const tarball = makeTarball({
    'package/package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'package/main.js': code,
    'package/README.md': readme,
  });
  const file = `${name.split('/').at(-1)}-${version}.tgz`;
  return {
    _id: name,
    name,
    description,
    'dist-tags': { latest: version },
    versions: {
      [version]: {
        ...manifest,
        _id: `${name}@${version}`,
        readme,
        dist: {
          integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
          shasum: createHash('sha1').update(tarball).digest('hex'),
          tarball: `${publicUrl}/${name}/-/${file}`,
        },
      },
    },
    access: null,
    _attachments: {
      [file]: { content_type: 'application/octet-stream', data: tarball.toString('base64'), length: tarball.length },
    },
  };
}
