import { z } from 'zod'
import { updateStation } from '../../db/ledgers/station-acts.ts'
import { covers } from '../../db/scope.ts'
import { act, type Extension } from '../act.ts'
import { maybeWords, phone } from '../input.ts'

const update = act({
  verb: 'update',
  label: '修改联系方式',
  roles: ['station_head', 'center_supervisor', 'sysadmin'],
  fits: ({ id }, { member }) => covers(member.actor.scope, id),
  body: z.object({
    address: maybeWords('地址', 100),
    contactName: maybeWords('联系人', 20),
    phone: phone('联系电话'),
  }),
  async run({ tx, id, actor, now }, contact) {
    const {
      name,
      address,
      contactName,
      phone: tel,
    } = await updateStation(tx, id, contact, actor, now)
    return { id, name, address, contactName, phone: tel }
  },
})

/** 工作站: where it is and whom to call. */
export const stationExtension: Extension = { update }
