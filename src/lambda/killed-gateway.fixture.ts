// Run by environments.test.ts as a process of its own, to be killed: invokes a function that never answers.
import { openSqliteStore } from '../store/sqlite-store.ts';
import { zipOf } from './lambda.fixture.ts';
import { createLambda } from './lambda.ts';
import { functions } from './records.ts';

const [directory = ''] = process.argv.slice(2);
const store = openSqliteStore(':memory:');
const lambda = createLambda({
  store,
  clock: Date.now,
  codeDirectory: directory,
  endpoint: () => '',
  issueRoleSession: async () => ({ accessKeyId: '', secretAccessKey: '', sessionToken: '' }),
  log: ({ text }) => {
    if (text.startsWith('pids ')) process.stdout.write(`${text}\n`);
  },
});
const code = await lambda.code.admit(
  await zipOf({
    'index.js': `exports.handler = async () => {
      const { spawn } = require('node:child_process');
      const { pid } = spawn('/bin/sleep', ['600'], { stdio: 'ignore' });
      const escaped = spawn('/bin/sleep', ['600'], { stdio: 'ignore', detached: true });
      process.stdout.write('pids ' + process.pid + ' ' + pid + ' ' + escaped.pid + '\\n');
      await new Promise((resolve) => setTimeout(resolve, 50));
      for (;;);
    };`,
  }),
);
const scope = { account: '123456789012', region: 'eu-west-1' };
await store.collection(functions).put(scope, 'busy', {
  name: 'busy',
  arn: 'arn:aws:lambda:eu-west-1:123456789012:function:busy',
  latest: {
    functionName: 'busy',
    version: '$LATEST',
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    role: '',
    description: '',
    timeout: 60,
    memorySize: 128,
    architectures: ['x86_64'],
    ...code,
    lastModified: 0,
    revisionId: '1',
  },
  versions: {},
  lastVersion: 0,
  aliases: {},
  policies: {},
  tags: {},
});
await lambda.invoker.invoke({
  ...scope,
  functionName: 'busy',
  payload: Buffer.from('{}'),
  type: 'RequestResponse',
});
