import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { PoolUserRecord } from '../definitions/user-pools.ts';
import type { LogGroups } from '../telemetry/log-groups.ts';
import type { FailedAttempts } from './failed-attempts.ts';
import { codeAttempts } from './failed-attempts.ts';
import type { TriggerSubject, Triggers } from './triggers.ts';
import { attributeOf } from './user-attributes.ts';
import type { UserPool } from './user-pool.ts';
import { UserPoolError } from './user-pool-error.ts';
import type { PoolUsers } from './users.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What a code proves; and why it is sent, as the custom message trigger names it. */
export type CodePurpose = 'confirm' | 'forgot' | 'verify:email' | 'verify:phone_number';

/** Where a code can be sent. */
export type CodeAttribute = 'email' | 'phone_number';

/** Where a code went, as the API tells it. */
export interface CodeDelivery {
  readonly Destination: string;
  readonly DeliveryMedium: 'EMAIL' | 'SMS';
  readonly AttributeName: CodeAttribute;
}

/** Why a code is sent. */
export interface CodeRequest {
  readonly purpose: CodePurpose;
  readonly attribute: CodeAttribute;
  /** e.g. `CustomMessage_SignUp` */
  readonly source: string;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * Codes that prove that a user has an address. Nothing here sends mail or text messages: the message goes to the pool's log
 * group, `/aws/cognito/userpools/POOL`, in the stream of the user's `sub`.
 */
export class UserCodes {
  readonly #users: PoolUsers;
  readonly #triggers: Triggers;
  readonly #logGroups: LogGroups;
  readonly #clock: Clock;
  readonly #attempts: FailedAttempts;

  constructor(parts: { users: PoolUsers; triggers: Triggers; logGroups: LogGroups; clock: Clock }) {
    this.#users = parts.users;
    this.#triggers = parts.triggers;
    this.#logGroups = parts.logGroups;
    this.#clock = parts.clock;
    this.#attempts = codeAttempts(parts.clock);
  }

  /** Makes a new code, which replaces the one before, and sends it. Throws what the custom message trigger does. */
  async send(subject: TriggerSubject, request: CodeRequest): Promise<CodeDelivery> {
    const { pool, user } = subject;
    const code = randomInt(1_000_000).toString().padStart(6, '0');
    const expiresAt = this.#clock() + (request.purpose === 'forgot' ? HOUR_MS : DAY_MS);
    await this.#users.update(pool, user.username, (present) => ({
      ...present,
      codes: { ...present.codes, [request.purpose]: { hash: hashOf(present, code), expiresAt } },
    }));
    const message = await this.#message(subject, request, code);
    this.#deliver(pool, user, message);
    return deliveryTo(attributeOf(user, request.attribute) ?? '', request.attribute);
  }

  /** Tells a user the password that an administrator chose, as an invitation does. */
  async invite(
    subject: TriggerSubject,
    invitation: {
      readonly password: string;
      readonly source: string;
      readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
    },
  ): Promise<void> {
    const { pool, user } = subject;
    const custom = await this.#triggers.run('customMessage', subject, {
      source: invitation.source,
      request: {
        codeParameter: '{####}',
        usernameParameter: '{username}',
        linkParameter: '{##Click Here##}',
        ...(invitation.clientMetadata && { clientMetadata: invitation.clientMetadata }),
      },
      response: { smsMessage: null, emailMessage: null, emailSubject: null },
    });
    const message =
      textOf(custom, 'EMAIL') ??
      pool.messages?.inviteByEmail ??
      'Your username is {username} and temporary password is {####}.';
    const filled = message.replaceAll('{username}', user.username).replaceAll('{####}', invitation.password);
    this.#deliver(pool, user, filled);
  }

  /**
   * Throws CodeMismatchException, ExpiredCodeException, LimitExceededException. A right code can be used once: whoever
   * changes the user removes it with `withoutCode`.
   */
  async require(pool: UserPool, user: PoolUserRecord, purpose: CodePurpose, code: string): Promise<void> {
    const error = await this.#attempts.make(`${pool.id}/${user.sub}/${purpose}`, async () => {
      const stored = user.codes[purpose];
      if (stored === undefined || stored.expiresAt <= this.#clock())
        return { right: false, outcome: expiredCode() };
      const right = timingSafeEqual(
        Buffer.from(stored.hash, 'base64'),
        Buffer.from(hashOf(user, code), 'base64'),
      );
      return { right, outcome: right ? undefined : codeMismatch() };
    });
    if (error) throw error;
  }

  async #message(subject: TriggerSubject, request: CodeRequest, code: string): Promise<string> {
    const { attribute, source, clientMetadata } = request;
    const custom = await this.#triggers.run('customMessage', subject, {
      source,
      request: {
        codeParameter: '{####}',
        linkParameter: '{##Click Here##}',
        usernameParameter: null,
        ...(clientMetadata && { clientMetadata }),
      },
      response: { smsMessage: null, emailMessage: null, emailSubject: null },
    });
    const medium = attribute === 'email' ? 'EMAIL' : 'SMS';
    const message =
      textOf(custom, medium) ?? poolMessage(subject.pool, request) ?? DEFAULT_MESSAGES[request.purpose];
    return message.replaceAll('{####}', code);
  }

  #deliver(pool: UserPool, user: PoolUserRecord, message: string): void {
    this.#logGroups.append({ ...pool.scope, name: logGroupOf(pool) }, user.sub, message);
  }
}

const DEFAULT_MESSAGES: Readonly<Record<CodePurpose, string>> = {
  confirm: 'Your confirmation code is {####}',
  forgot: 'Your password reset code is {####}',
  'verify:email': 'Your verification code is {####}',
  'verify:phone_number': 'Your verification code is {####}',
};

/** The pool's own text, which is for the verification of addresses. */
function poolMessage({ messages }: UserPool, { purpose, attribute }: CodeRequest): string | undefined {
  if (purpose === 'forgot') return undefined;
  return attribute === 'email' ? messages?.verifyByEmail : messages?.verifyBySms;
}

/** Where a pool's messages go. */
export function logGroupOf(pool: UserPool): string {
  return `/aws/cognito/userpools/${pool.id}`;
}

/** The user without a code that was used. */
export function withoutCode(user: PoolUserRecord, purpose: CodePurpose): PoolUserRecord {
  const { [purpose]: _used, ...codes } = user.codes;
  return { ...user, codes };
}

/** `a***@e***`, `+*******1234` */
export function deliveryTo(destination: string, attribute: CodeAttribute): CodeDelivery {
  if (attribute === 'phone_number') {
    const last = destination.slice(-4);
    const Destination = `+${'*'.repeat(Math.max(destination.length - 5, 0))}${last}`;
    return { Destination, DeliveryMedium: 'SMS', AttributeName: attribute };
  }
  const [name = '', domain = ''] = destination.split('@');
  const Destination = `${name.slice(0, 1)}***@${domain.slice(0, 1)}***`;
  return { Destination, DeliveryMedium: 'EMAIL', AttributeName: attribute };
}

function textOf(custom: Record<string, unknown> | undefined, medium: 'EMAIL' | 'SMS'): string | undefined {
  const message = custom?.[medium === 'EMAIL' ? 'emailMessage' : 'smsMessage'];
  return typeof message === 'string' && message !== '' ? message : undefined;
}

function hashOf(user: PoolUserRecord, code: string): string {
  return createHash('sha256').update(`${user.sub} ${code}`, 'utf8').digest('base64');
}

export function codeMismatch(): UserPoolError {
  return new UserPoolError('CodeMismatchException', 'Invalid verification code provided, please try again.');
}

export function expiredCode(): UserPoolError {
  return new UserPoolError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
}
