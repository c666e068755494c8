import { unsupported } from '../../protocols/service.ts';

const MFA = unsupported('Multi-factor authentication is not offered: users sign in with passwords.');
const DEVICES = unsupported('Devices are not remembered: every sign-in needs the password.');
const PASSKEYS = unsupported('Passkeys are not offered: users sign in with passwords.');
const PROVIDERS = unsupported('Identity providers are not offered: users are those of the pool.');
const IMPORT = unsupported('Users are not imported from files: use AdminCreateUser.');
const BRANDING = unsupported('The login page is not customized.');
const TERMS = unsupported('The login page shows no terms.');
const THREATS = unsupported('Threat protection is not offered: wrong passwords lock for a while.');
const REPLICAS = unsupported('User pools have no replicas: there is one store.');
const SECRETS = unsupported('App clients have one secret: create another client for another secret.');
const LIMITS = unsupported('There are no provisioned limits.');
const SESSIONS = unsupported('Sessions are not listed: end all of a user with AdminUserGlobalSignOut.');
const EXCHANGE = unsupported('Tokens are not exchanged: users sign in with passwords.');

/** Operations of user pools that are not offered, each with the reason that callers get. */
export const UNSUPPORTED = {
  AddUserPoolClientSecret: SECRETS,
  AdminDeleteSoftwareToken: MFA,
  AdminDisableProviderForUser: PROVIDERS,
  AdminForgetDevice: DEVICES,
  AdminGetDevice: DEVICES,
  AdminLinkProviderForUser: PROVIDERS,
  AdminListDevices: DEVICES,
  AdminListUserAuthEvents: THREATS,
  AdminListUserSessions: SESSIONS,
  AdminRevokeUserSession: SESSIONS,
  AdminSetUserMFAPreference: MFA,
  AdminSetUserSettings: MFA,
  AdminUpdateAuthEventFeedback: THREATS,
  AdminUpdateDeviceStatus: DEVICES,
  AssociateSoftwareToken: MFA,
  CompleteWebAuthnRegistration: PASSKEYS,
  ConfirmDevice: DEVICES,
  CreateIdentityProvider: PROVIDERS,
  CreateManagedLoginBranding: BRANDING,
  CreateTerms: TERMS,
  CreateUserImportJob: IMPORT,
  CreateUserPoolReplica: REPLICAS,
  DeleteIdentityProvider: PROVIDERS,
  DeleteManagedLoginBranding: BRANDING,
  DeleteTerms: TERMS,
  DeleteUserPoolClientSecret: SECRETS,
  DeleteUserPoolReplica: REPLICAS,
  DeleteWebAuthnCredential: PASSKEYS,
  DescribeIdentityProvider: PROVIDERS,
  DescribeManagedLoginBranding: BRANDING,
  DescribeManagedLoginBrandingByClient: BRANDING,
  DescribeRiskConfiguration: THREATS,
  DescribeTerms: TERMS,
  DescribeTermsByClient: TERMS,
  DescribeUserImportJob: IMPORT,
  ForgetDevice: DEVICES,
  GetCSVHeader: IMPORT,
  GetClientToken: EXCHANGE,
  GetDevice: DEVICES,
  GetIdentityProviderByIdentifier: PROVIDERS,
  GetLogDeliveryConfiguration: unsupported(
    'Logs are not delivered: messages to users are in the log group of the pool.',
  ),
  GetProvisionedLimit: LIMITS,
  GetSigningCertificate: unsupported('There is no SAML certificate: identity providers are not offered.'),
  GetUICustomization: BRANDING,
  GetUserPoolClientSessionConfiguration: SESSIONS,
  GetUserPoolSessionConfiguration: SESSIONS,
  ListDevices: DEVICES,
  ListIdentityProviders: PROVIDERS,
  ListTerms: TERMS,
  ListUserImportJobs: IMPORT,
  ListUserPoolClientSecrets: SECRETS,
  ListUserPoolReplicas: REPLICAS,
  ListUserSessions: SESSIONS,
  ListWebAuthnCredentials: PASSKEYS,
  RevokeUserSession: SESSIONS,
  SetLogDeliveryConfiguration: unsupported(
    'Logs are not delivered: messages to users are in the log group of the pool.',
  ),
  SetRiskConfiguration: THREATS,
  SetUICustomization: BRANDING,
  SetUserMFAPreference: MFA,
  SetUserPoolClientSessionConfiguration: SESSIONS,
  SetUserPoolMfaConfig: MFA,
  SetUserPoolSessionConfiguration: SESSIONS,
  SetUserSettings: MFA,
  StartUserImportJob: IMPORT,
  StartWebAuthnRegistration: PASSKEYS,
  StopUserImportJob: IMPORT,
  UpdateAuthEventFeedback: THREATS,
  UpdateDeviceStatus: DEVICES,
  UpdateIdentityProvider: PROVIDERS,
  UpdateManagedLoginBranding: BRANDING,
  UpdateProvisionedLimit: LIMITS,
  UpdateTerms: TERMS,
  UpdateUserPoolReplica: REPLICAS,
  VerifySoftwareToken: MFA,
} as const;
