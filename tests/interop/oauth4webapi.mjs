// npm oauth4webapi against the embedded issuer: discovery, each way to sign in, DPoP, revocation.
import * as oauth from 'oauth4webapi'

const { issuer, secret, signing, jwk } = JSON.parse(process.env.INTEROP)
const insecure = { [oauth.allowInsecureRequests]: true }

const url = new URL(issuer)
const found = await oauth.discoveryRequest(url, { algorithm: 'oauth2', ...insecure })
const server = await oauth.processDiscoveryResponse(url, found)
const resource = await oauth.resourceDiscoveryRequest(url, insecure)
const about = await oauth.processResourceDiscoveryResponse(url, resource)
if (!about.authorization_servers.includes(issuer)) throw new Error('not among the servers')

const me = new URL('/v1/me', issuer)
const form = new URLSearchParams({ scope: 'ledger:read' })

async function token(client, authentication, options = {}) {
  const answer = await oauth.clientCredentialsGrantRequest(
    server, client, authentication, form, { ...insecure, ...options })
  return oauth.processClientCredentialsResponse(server, client, answer)
}

async function asks(given, options = {}) {
  const answer = await oauth.protectedResourceRequest(
    given.access_token, 'GET', me, undefined, undefined, { ...insecure, ...options })
  return (await answer.json()).tier
}

// client_secret_basic, Bearer
const client = { client_id: secret.client_id }
const basic = oauth.ClientSecretBasic(secret.client_secret)
const bearer = await token(client, basic)
if (bearer.token_type !== 'bearer' || bearer.expires_in !== 300) throw new Error('not as asked')
if (await asks(bearer) !== 'auditor') throw new Error('bearer token refused')

// private_key_jwt
const key = await crypto.subtle.importKey(
  'jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
const signer = { client_id: signing.client_id }
const signed = await token(signer, oauth.PrivateKeyJwt({ key, kid: jwk.kid }))
if (await asks(signed) !== 'auditor') throw new Error('signed client refused')

// DPoP
const pair = await oauth.generateKeyPair('ES256')
const DPoP = oauth.DPoP(client, pair)
const proved = await token(client, basic, { DPoP })
if (proved.token_type !== 'dpop') throw new Error('not bound')
if (await asks(proved, { DPoP }) !== 'auditor') throw new Error('bound token refused')

// a wrong secret, and revocation
let refused = false
await token(client, oauth.ClientSecretBasic('wrong')).catch((e) => {
  refused = e instanceof oauth.WWWAuthenticateChallengeError || e.error === 'invalid_client'
})
if (!refused) throw new Error('a wrong secret was taken')
const ended = await oauth.revocationRequest(server, client, basic, bearer.access_token, insecure)
await oauth.processRevocationResponse(ended)
if (await asks(bearer).then(() => false, () => true) !== true) throw new Error('still good')
console.log('oauth4webapi: discovery, basic, private_key_jwt, DPoP, revocation')
