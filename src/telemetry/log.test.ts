import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from './log.ts';

test('writes what the level lets through', () => {
  const lines: string[] = [];
  const log = createLog('warn', 'text', (line) => lines.push(line));
  log.error('one');
  log.warn('two');
  log.info('three');
  log.debug('four');
  assert.deepEqual(
    lines.map((line) => line.split(' ').slice(1).join(' ').trim()),
    ['error one', 'warn  two'],
  );
});

test('a message from the network cannot forge a line or drive a terminal', () => {
  const lines: string[] = [];
  createLog('info', 'text', (line) => lines.push(line)).info('a\nb\u001b[31m', { path: '/x\ny' });
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /a\\x0ab\\x1b\[31m path="\/x\\ny"\n$/);
});

test('json lines carry their fields', () => {
  const lines: string[] = [];
  createLog('info', 'json', (line) => lines.push(line)).info('started', { port: 4566, gone: undefined });
  const { time, ...rest } = JSON.parse(lines[0] ?? '');
  assert.equal(Number.isNaN(Date.parse(time)), false);
  assert.deepEqual(rest, { level: 'info', message: 'started', port: 4566 });
});
