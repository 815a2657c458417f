/** The tools of billing, order edits, devices and fulfilment, in the order in which they are listed. */
import type { Tool } from '@understudy/kernel';
import {
  billSubscription,
  decideDispute,
  expireApproval,
  finalizeInvoice,
  lapseSubscription,
} from './billing-run.ts';
import {
  approveInBankApp,
  disputeInvoice,
  disputeOrder,
  payInvoice,
  updatePaymentMethod,
  withdrawDispute,
} from './customer-billing.ts';
import {
  checkCable,
  checkLight,
  readStatusCode,
  reseatCable,
  restartDevice,
  updateFirmware,
} from './customer-devices.ts';
import { reshipOrder, setDeliveryDate, setDeliveryInstructions } from './delivery.ts';
import {
  deviceFails,
  finishDeviceJob,
  finishRepair,
  progressOutage,
  startOutage,
  startRepair,
} from './device-operations.ts';
import {
  checkWarranty,
  getDevice,
  getServiceStatus,
  listDevices,
  lookupErrorCode,
  runDiagnostics,
} from './devices.ts';
import { acceptDispute, getDispute, listDisputes, respondToDispute } from './disputes.ts';
import { confirmEmailCode, sendEmailCode } from './email-code.ts';
import {
  closeReturn,
  deliverExchange,
  deliverOrder,
  findShipment,
  loseShipment,
  packOrder,
  receiveReturn,
  sendExchange,
  shipOrder,
} from './fulfilment.ts';
import {
  creditInvoice,
  getInvoice,
  getPaymentMethod,
  listInvoices,
  retryPayment,
  voidInvoice,
} from './invoices.ts';
import { findPassages } from './knowledge.ts';
import { addOrderItem, changeItemVariant, listVariants, removeOrderItem } from './order-changes.ts';
import { listOrderChanges } from './order-log.ts';
import { cancelRepair, replaceDevice, scheduleRepair } from './repairs.ts';
import { approveRefund, refuseRefund, requestRefund, requestReturn } from './requests.ts';
import {
  getStoreCredit,
  grantStoreCredit,
  redeemGiftCode,
  refundToStoreCredit,
  spendStoreCredit,
} from './store-credit.ts';
import {
  cancelSubscription,
  pauseSubscription,
  reactivateSubscription,
  resumeSubscription,
} from './subscription-status.ts';
import {
  changePlan,
  getSubscription,
  listPlans,
  listSubscriptions,
  previewPlanChange,
} from './subscriptions.ts';

const AGENT_TOOLS: readonly Tool[] = [
  sendEmailCode,
  listPlans,
  listSubscriptions,
  getSubscription,
  previewPlanChange,
  changePlan,
  pauseSubscription,
  resumeSubscription,
  cancelSubscription,
  reactivateSubscription,
  listInvoices,
  getInvoice,
  getPaymentMethod,
  voidInvoice,
  creditInvoice,
  retryPayment,
  listDisputes,
  getDispute,
  respondToDispute,
  acceptDispute,
  getStoreCredit,
  grantStoreCredit,
  spendStoreCredit,
  redeemGiftCode,
  refundToStoreCredit,
  approveRefund,
  refuseRefund,
  listVariants,
  addOrderItem,
  removeOrderItem,
  changeItemVariant,
  setDeliveryDate,
  setDeliveryInstructions,
  reshipOrder,
  listOrderChanges,
  listDevices,
  getDevice,
  runDiagnostics,
  lookupErrorCode,
  checkWarranty,
  getServiceStatus,
  scheduleRepair,
  cancelRepair,
  replaceDevice,
  findPassages,
];

const USER_TOOLS: readonly Tool[] = [
  checkLight,
  readStatusCode,
  checkCable,
  reseatCable,
  restartDevice,
  updateFirmware,
  payInvoice,
  updatePaymentMethod,
  approveInBankApp,
  disputeInvoice,
  disputeOrder,
  withdrawDispute,
  confirmEmailCode,
  requestReturn,
  requestRefund,
];

const SYSTEM_TOOLS: readonly Tool[] = [
  packOrder,
  shipOrder,
  deliverOrder,
  loseShipment,
  findShipment,
  receiveReturn,
  closeReturn,
  sendExchange,
  deliverExchange,
  billSubscription,
  lapseSubscription,
  finalizeInvoice,
  expireApproval,
  decideDispute,
  deviceFails,
  finishDeviceJob,
  startRepair,
  finishRepair,
  startOutage,
  progressOutage,
];

export const COMMERCE_TOOLS: readonly Tool[] = [...AGENT_TOOLS, ...USER_TOOLS, ...SYSTEM_TOOLS];
