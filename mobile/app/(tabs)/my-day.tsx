export { MyDayPage as default } from '@/components/my-day/MyDayPage';
