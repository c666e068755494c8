import type { CollectionDefinition } from '../../store/store.ts';
import type { TicketRecord } from './tickets.ts';

/** What an authorization code stands for. */
export interface GrantedCode {
  poolId: string;
  clientId: string;
  /** The user. */
  sub: string;
  redirectUri: string;
  scopes: string[];
  /** When the user signed in; ms since 1970. */
  signedInAt: number;
  codeChallenge?: string;
  nonce?: string;
}

/** That somebody has signed in with this browser. */
export interface BrowserSession {
  poolId: string;
  sub: string;
  /** ms since 1970. */
  signedInAt: number;
}

/** That somebody knew the temporary password, and has to choose another one now. */
export interface PasswordChange {
  poolId: string;
  clientId: string;
  sub: string;
}

export const authorizationCodes: CollectionDefinition<TicketRecord<GrantedCode>> = {
  name: 'user-pool-authorization-codes',
  version: 1,
};
export const browserSessions: CollectionDefinition<TicketRecord<BrowserSession>> = {
  name: 'user-pool-browser-sessions',
  version: 1,
};
export const passwordChanges: CollectionDefinition<TicketRecord<PasswordChange>> = {
  name: 'user-pool-password-changes',
  version: 1,
};
