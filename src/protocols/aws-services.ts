import type { ConstraintData } from './constraint-data.ts';
import { loadSdkModule } from './loaders/sdk.ts';
import type { ServiceFacts, ServiceSchema } from './service-schema.ts';

/** What the SDK packages keep inside their clients' configurations. By signing name. */
export const AWS_SERVICES = {
  apigateway: {
    name: 'API Gateway',
    signingName: 'apigateway',
    protocol: 'restJson1',
    apiVersion: '2015-07-09',
    namespace: 'com.amazonaws.apigateway',
    hidesUnknownPaths: true,
    namesBody: true,
  },
  cloudformation: {
    name: 'CloudFormation',
    signingName: 'cloudformation',
    protocol: 'awsQuery',
    apiVersion: '2010-05-15',
    xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    namespace: 'com.amazonaws.cloudformation',
  },
  'cognito-idp': {
    name: 'Cognito Identity Provider',
    signingName: 'cognito-idp',
    protocol: 'awsJson1_1',
    apiVersion: '2016-04-18',
    targetPrefix: 'AWSCognitoIdentityProviderService',
    namespace: 'com.amazonaws.cognitoidentityprovider',
    validationErrorCode: 'InvalidParameterException',
    unsignedOperations: new Set([
      ...['AssociateSoftwareToken', 'ChangePassword', 'CompleteWebAuthnRegistration', 'ConfirmDevice'],
      ...['ConfirmForgotPassword', 'ConfirmSignUp', 'DeleteUser', 'DeleteUserAttributes'],
      ...['DeleteWebAuthnCredential', 'ForgetDevice', 'ForgotPassword', 'GetDevice'],
      ...['GetTokensFromRefreshToken', 'GetUser', 'GetUserAttributeVerificationCode', 'GetUserAuthFactors'],
      ...['GlobalSignOut', 'InitiateAuth', 'ListDevices', 'ListUserSessions'],
      ...['ListWebAuthnCredentials', 'ResendConfirmationCode', 'RespondToAuthChallenge', 'RevokeToken'],
      ...['RevokeUserSession', 'SetUserMFAPreference'],
      ...['SetUserSettings', 'SignUp', 'StartWebAuthnRegistration', 'UpdateAuthEventFeedback'],
      ...['UpdateDeviceStatus', 'UpdateUserAttributes', 'VerifySoftwareToken', 'VerifyUserAttribute'],
    ]),
  },
  events: {
    name: 'EventBridge',
    signingName: 'events',
    protocol: 'awsJson1_1',
    apiVersion: '2015-10-07',
    targetPrefix: 'AWSEvents',
    namespace: 'com.amazonaws.eventbridge',
  },
  iam: {
    name: 'IAM',
    signingName: 'iam',
    protocol: 'awsQuery',
    apiVersion: '2010-05-08',
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    namespace: 'com.amazonaws.iam',
  },
  lambda: {
    name: 'Lambda',
    signingName: 'lambda',
    protocol: 'restJson1',
    apiVersion: '2015-03-31',
    namespace: 'com.amazonaws.lambda',
    payloadMediaType: 'application/json',
  },
  states: {
    name: 'SFN',
    signingName: 'states',
    protocol: 'awsJson1_0',
    apiVersion: '2016-11-23',
    targetPrefix: 'AWSStepFunctions',
    namespace: 'com.amazonaws.sfn',
  },
  sts: {
    name: 'STS',
    signingName: 'sts',
    protocol: 'awsQuery',
    apiVersion: '2011-06-15',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    namespace: 'com.amazonaws.sts',
  },
} as const satisfies Readonly<Record<string, ServiceFacts & { readonly name: string }>>;

export type AwsServiceName = keyof typeof AWS_SERVICES;

const PACKAGES: Readonly<Record<AwsServiceName, () => Promise<Readonly<Record<string, unknown>>>>> = {
  apigateway: () => import('@aws-sdk/client-api-gateway'),
  cloudformation: () => import('@aws-sdk/client-cloudformation'),
  'cognito-idp': () => import('@aws-sdk/client-cognito-identity-provider'),
  events: () => import('@aws-sdk/client-eventbridge'),
  iam: () => import('@aws-sdk/client-iam'),
  lambda: () => import('@aws-sdk/client-lambda'),
  states: () => import('@aws-sdk/client-sfn'),
  sts: () => import('@aws-sdk/client-sts'),
};

const CONSTRAINTS: Readonly<Record<AwsServiceName, () => Promise<{ readonly default: ConstraintData }>>> = {
  apigateway: () => import('./constraints/apigateway.json', { with: { type: 'json' } }),
  cloudformation: () => import('./constraints/cloudformation.json', { with: { type: 'json' } }),
  'cognito-idp': () => import('./constraints/cognito-idp.json', { with: { type: 'json' } }),
  events: () => import('./constraints/events.json', { with: { type: 'json' } }),
  iam: () => import('./constraints/iam.json', { with: { type: 'json' } }),
  lambda: () => import('./constraints/lambda.json', { with: { type: 'json' } }),
  states: () => import('./constraints/states.json', { with: { type: 'json' } }),
  sts: () => import('./constraints/sts.json', { with: { type: 'json' } }),
};

/** Loads an AWS API from its official SDK package, which takes some tens of milliseconds. */
export async function loadAwsService(name: AwsServiceName): Promise<ServiceSchema> {
  const [module, constraints] = await Promise.all([PACKAGES[name](), CONSTRAINTS[name]()]);
  return loadSdkModule(module, AWS_SERVICES[name], constraints.default);
}

/** Facts of an AWS API by its signing name, without loading anything. */
export function awsServiceFacts(name: string): ServiceFacts | undefined {
  return isAwsServiceName(name) ? AWS_SERVICES[name] : undefined;
}

function isAwsServiceName(name: string): name is AwsServiceName {
  return Object.hasOwn(AWS_SERVICES, name);
}
