import { CallbackScreen } from '@/components/amo-crm/CallbackScreen';

export default CallbackScreen;
