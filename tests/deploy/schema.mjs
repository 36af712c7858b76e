// Holds manifests against the schemas of Kubernetes' own API, strictly: a
// field that the schema does not know is an offence, too.
//
//   node schema.mjs <RENDERING.yaml
//
// Prints {"documents": [...], "offences": [...]}: the documents as JSON, and
// of each a list, as ["Service/x/spec/prots: there is no such field"].
import fs from 'node:fs';
import { createRequire } from 'node:module';

import yaml from 'js-yaml';

const require = createRequire(import.meta.url);
// "v1" -> "Core", "networking.k8s.io/v1" -> "Networking".
const capital = (word) => word[0].toUpperCase() + word.slice(1);

function schemaOf({ apiVersion = '', kind = '' }) {
  const [version, group = 'core'] = apiVersion.split('/').reverse();
  const name =
      `IoK8sApi${capital(group.split('.')[0])}${capital(version)}${kind}`;
  try {
    return require(`./node_modules/kubernetes-models/_schemas/${name}.js`);
  } catch {
    return null;
  }
}

// The schema reads every field it knows by name, and all fields of a map: what
// was never read is unknown to it. `unread` collects where, after validation.
function watched(value, path, unread) {
  if (value === null || typeof value !== 'object') return value;
  const inner = Array.isArray(value) ? [] : {};
  const read = new Set();
  for (const key of Object.keys(value)) {
    inner[key] = watched(value[key], `${path}/${key}`, unread);
  }
  unread.push(() => Object.keys(value).filter((key) => !read.has(key))
      .map((key) => `${path}/${key}`));
  return new Proxy(inner, {
    get(target, key) {
      read.add(key);
      return target[key];
    },
  });
}

// kubectl breaks long base64 into lines, as base64 may be.
function joined(document) {
  if (document.kind === 'Secret') {
    for (const key of Object.keys(document.data ?? {})) {
      document.data[key] = document.data[key].replace(/\s/g, '');
    }
  }
  return document;
}

function offencesOf(document) {
  const path = `${document.kind}/${document.metadata?.name}`;
  const schema = schemaOf(document);
  if (schema === null) {
    return [`${path}: there is no ${document.kind} in ${document.apiVersion}`];
  }
  const unread = [];
  schema.validate(watched(document, path, unread));
  const wrong = (schema.validate.errors ?? []).map((error) => ({
    where: `${path}${error.instancePath}`,
    why: `${error.keyword} ${JSON.stringify(error.params)}`,
  }));
  const unknown = unread.flatMap((list) => list())
      .map((where) => ({ where, why: 'there is no such field' }));
  // What is beneath one that is unknown, or of another type, was not looked at.
  const closed = [...unknown, ...wrong.filter(({ why }) => /^type/.test(why))];
  return [...wrong, ...unknown.filter(({ where }) =>
    !closed.some((other) => where.startsWith(`${other.where}/`)))]
      .map(({ where, why }) => `${where}: ${why}`);
}

const documents = yaml.loadAll(fs.readFileSync(0, 'utf8'))
    .filter((document) => document !== null).map(joined);
console.log(JSON.stringify(
    { documents, offences: documents.map(offencesOf) }));
