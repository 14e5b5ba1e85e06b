import type { TimelineItem } from '@foryou-crm/contract/lead';
import Banknote from 'lucide-react-native/icons/banknote';
import Bot from 'lucide-react-native/icons/bot';
import CircleCheck from 'lucide-react-native/icons/circle-check';
import Calendar from 'lucide-react-native/icons/calendar';
import MapPin from 'lucide-react-native/icons/map-pin';
import MessageCircle from 'lucide-react-native/icons/message-circle';
import NotebookPen from 'lucide-react-native/icons/notebook-pen';
import Paperclip from 'lucide-react-native/icons/paperclip';
import PhoneIncoming from 'lucide-react-native/icons/phone-incoming';
import PhoneOutgoing from 'lucide-react-native/icons/phone-outgoing';
import Plus from 'lucide-react-native/icons/plus';
import SquareKanban from 'lucide-react-native/icons/square-kanban';
import User from 'lucide-react-native/icons/user';
import type { IconShape, IconTone } from '@/components/ui/Icon';

export type NoteWord =
  | 'common'
  | 'call_in'
  | 'call_out'
  | 'sms_in'
  | 'sms_out'
  | 'attachment'
  | 'geolocation'
  | 'service'
  | 'record';

/** amoCRM's type of a note as the app words it. */
export function noteWord(type: string): NoteWord {
  switch (type) {
    case 'common':
    case 'call_in':
    case 'call_out':
    case 'sms_in':
    case 'sms_out':
    case 'attachment':
    case 'geolocation':
      return type;
    case 'service_message':
    case 'extended_service_message':
    case 'message_cashier':
      return 'service';
    default:
      return 'record';
  }
}

const ofNote: Record<NoteWord, IconShape> = {
  common: NotebookPen,
  call_in: PhoneIncoming,
  call_out: PhoneOutgoing,
  sms_in: MessageCircle,
  sms_out: MessageCircle,
  attachment: Paperclip,
  geolocation: MapPin,
  service: Bot,
  record: NotebookPen,
};

const ofEvent: Record<Exclude<TimelineItem['kind'], 'note'>, IconShape> = {
  lead_created: Plus,
  stage_changed: SquareKanban,
  responsible_changed: User,
  price_changed: Banknote,
  task_added: Calendar,
  task_completed: CircleCheck,
};

export function lookOf(item: TimelineItem): { icon: IconShape; tone: IconTone } {
  if (item.kind !== 'note') {
    return { icon: ofEvent[item.kind], tone: item.kind === 'task_completed' ? 'ok' : 'ink2' };
  }
  const word = noteWord(item.type);
  return { icon: ofNote[word], tone: word.startsWith('call') ? 'ok' : 'ink2' };
}
