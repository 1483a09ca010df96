// npm openid-client against the embedded issuer.
import * as client from 'openid-client'

const { issuer, secret } = JSON.parse(process.env.INTEROP)
const config = await client.discovery(
  new URL(issuer), secret.client_id, undefined, client.ClientSecretBasic(secret.client_secret),
  { algorithm: 'oauth2', execute: [client.allowInsecureRequests] })
const given = await client.clientCredentialsGrant(config, { scope: 'ledger:read' })
const answer = await client.fetchProtectedResource(
  config, given.access_token, new URL('/v1/me', issuer), 'GET')
const { tier, scopes } = await answer.json()
if (tier !== 'auditor' || scopes.join() !== 'ledger:read') throw new Error(`${tier} ${scopes}`)

const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
const bound = await client.clientCredentialsGrant(config, {}, { DPoP })
const proved = await client.fetchProtectedResource(
  config, bound.access_token, new URL('/v1/me', issuer), 'GET', null, null, { DPoP })
if (!proved.ok) throw new Error('bound token refused')
await client.tokenRevocation(config, given.access_token)
console.log('openid-client: discovery, basic, DPoP, revocation')
