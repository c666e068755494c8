import assert from 'node:assert/strict';
import { test } from 'node:test';
import { belowIssuer, checkedIssuer, InvalidIssuer } from './issuer-url.ts';

test('https, or this machine', () => {
  for (const issuer of [
    'https://id.example',
    'https://id.example/realms/a/',
    'http://localhost:8080/realms/a',
    'http://id.localhost',
    'http://127.0.0.1:9000',
    'http://[::1]:9000',
  ]) {
    assert.equal(checkedIssuer(issuer), issuer);
  }
});

test('anything else is refused', () => {
  for (const issuer of [
    '',
    'id.example',
    'http://id.example',
    'http://localhost.example',
    'http://127.0.0.1.example',
    'http://169.254.169.254/latest',
    'ftp://id.example',
    'https://id.example?a=b',
    'https://id.example/?',
    'https://id.example/#a',
    'https://user:secret@id.example',
  ]) {
    assert.throws(() => checkedIssuer(issuer), InvalidIssuer, issuer);
  }
});

test('what an issuer publishes is below it', () => {
  assert.equal(belowIssuer('https://a.example', '.well-known/x').href, 'https://a.example/.well-known/x');
  assert.equal(
    belowIssuer('https://a.example/b/', '.well-known/x').href,
    'https://a.example/b/.well-known/x',
  );
  assert.equal(belowIssuer('https://a.example/b', '.well-known/x').href, 'https://a.example/b/.well-known/x');
});
